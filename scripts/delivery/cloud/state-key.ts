import { UserError } from '@enterwait/command-line/errors';
import { z } from 'zod';
import { parseJsonOutput } from '../../../localstack/terraform/terraform.ts';
import { SIZES } from '../chart/check.ts';

/**
 * The key of an account's state in its bucket. Both sizes share it, so an account that grows from small to production keeps everything
 * it has.
 */
export const STATE_KEY = 'enterwait/terraform.tfstate';

/** The keys that earlier releases used, one per size. */
export const formerKeys = (): string[] => SIZES.map((size) => `enterwait/${size}/terraform.tfstate`);

/** Terraform with its state under one key of the bucket. */
export interface KeyedTerraform {
  /** Uses the state under this key from now on, whatever was used before. */
  use(key: string): Promise<unknown>;
  /** @returns nothing, or a state without lineage, if nothing was ever applied */
  pull(): Promise<string>;
  push(state: string): Promise<unknown>;
}

/**
 * Moves the state of an earlier release to its new key, if that key has none yet, and keeps using it there. The old object stays as it
 * is: nothing is lost if this fails halfway, and it can be run again.
 * @param tell receives a line about what was done
 * @throws UserError (`BAD_SETTING`) if both sizes have a state
 */
export async function moveState(terraform: KeyedTerraform, tell: (line: string) => void): Promise<void> {
  // This also holds after everything was destroyed: an old copy must not bring back what is gone.
  if (stateOf(await terraform.pull()).lineage !== '') return;
  const found: { key: string; state: string }[] = [];
  for (const key of formerKeys()) {
    await terraform.use(key);
    const state = await terraform.pull();
    if (holdsResources(state)) found.push({ key, state });
  }
  await terraform.use(STATE_KEY);
  const [first, second] = found;
  if (first === undefined) return;
  if (second !== undefined) {
    throw new UserError(
      'BAD_SETTING',
      `이전 상태가 둘입니다 (two earlier states): ${first.key}, ${second.key}`,
      '이 계정에 있는 것의 상태만 남기고 다른 것은 버킷에서 옮기세요 (move the one that is not of this account out of the bucket)',
    );
  }
  await terraform.push(first.state);
  tell(`Terraform 상태를 옮겼습니다 (moved the state): ${first.key} → ${STATE_KEY}`);
  tell(
    `이전 릴리스가 다시 쓰지 않도록 지우세요 (remove the old one, so that no earlier release uses it): ${first.key}`,
  );
}

/** A complete destroy leaves a state without resources. */
const holdsResources = (text: string): boolean => stateOf(text).resources.length > 0;

const stateSchema = z.object({ lineage: z.string().default(''), resources: z.array(z.unknown()).nullish() });

function stateOf(text: string): { lineage: string; resources: unknown[] } {
  if (text.trim() === '') return { lineage: '', resources: [] };
  const { lineage, resources } = stateSchema.parse(parseJsonOutput(text));
  return { lineage, resources: resources ?? [] };
}
