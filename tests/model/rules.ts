import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JudgedEvent } from '@enterwait/domain/protocol';

interface Rule {
  readonly pattern: { readonly 'detail-type'?: string[]; readonly detail: Readonly<Record<string, string[]>> };
  readonly targets: string[];
}

/** The rules of the bus, read from Terraform's own text and not from a copy of it. */
export function readRules(): Record<string, Rule> {
  const file = join(import.meta.dirname, '../../terraform/modules/pipeline/bus.tf');
  const block = /^ {2}rules = (\{\n[\s\S]*?^ {2}\})/m.exec(readFileSync(file, 'utf8'))?.[1];
  if (block === undefined) throw new Error('bus.tf has no rules');
  const json = block
    .replace(/#.*$/gm, '')
    .replace(/"?([\w-]+)"?\s*=\s*/g, '"$1": ')
    .replace(/([\]}"])\s*\n(\s*")/g, '$1,\n$2')
    .replace(/(\]|\})\s+(?=")/g, '$1, ');
  return JSON.parse(json.replace(/,\s*,/g, ','));
}

/** The queues that an event goes to, once for every rule that it matches. */
export const targetsOf = (rules: Readonly<Record<string, Rule>>, detailType: string, event: JudgedEvent): string[] =>
  Object.values(rules).flatMap(({ pattern, targets }) => {
    if (pattern['detail-type'] !== undefined && !pattern['detail-type'].includes(detailType)) return [];
    const detail = event as unknown as Record<string, string>;
    const matches = Object.entries(pattern.detail).every(([field, values]) => values.includes(detail[field] ?? ''));
    return matches ? targets : [];
  });
