import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '@enterwait/command-line/files';
import { EVENT_KEY_PREFIX } from '@enterwait/judge/table';
import { readRules } from '../model/rules.ts';
import { codeOf, importsOf, sourceOf } from './imports.ts';

interface Step {
  readonly file: string;
  readonly name: string;
}

/** A process, with the files that assemble it and its steps; or the way in which the next process gets the result. */
type Part =
  | { readonly process: string; readonly files: readonly string[]; readonly steps: Step[] }
  | { readonly by: string; readonly to: readonly string[] };

const page = sourceOf('docs/architecture.md');
const quoted = (text: string): string[] => [...text.matchAll(/`([^`]+)`/g)].map(([, one = '']) => one);

/** Parses the table of the walk. */
function partsOf(section: string): Part[] {
  const parts: Part[] = [];
  for (const row of section.split('\n').filter((line) => /^\| (?:\*\*|→|\d)/.test(line))) {
    const [first = '', second = '', third = ''] = row
      .split('|')
      .slice(1)
      .map((cell) => cell.trim());
    const last = parts.at(-1);
    if (first === '→') parts.push({ by: second, to: third.split(', ') });
    else if (first.startsWith('**')) {
      parts.push({ process: first.replaceAll('*', ''), files: quoted(second), steps: [] });
    } else if (last !== undefined && 'steps' in last) {
      last.steps.push({ file: quoted(second)[0] ?? '', name: quoted(third)[0] ?? '' });
    } else throw new Error(`step ${first} is in no process`);
  }
  return parts;
}

const walk = partsOf(/^## A child's way\n(.*?)^## /ms.exec(page)?.[1] ?? '');
const processes = walk.filter((part) => 'process' in part);
const hops = walk.filter((part) => 'by' in part);
const steps = processes.flatMap(({ process, files, steps }) =>
  steps.map((step, index) => ({
    ...step,
    process,
    before: [...files, ...steps.slice(0, index).map(({ file }) => file)],
  })),
);

/** A function, or a method of what a function returns. */
const declares = (file: string, name: string): boolean =>
  [
    `^(?:export )?(?:async )?function ${name}\\b`,
    `^(?:export )?const ${name}\\b`,
    `^ +(?:async )?${name}\\([^)]*\\) \\{$`,
    `^ {2}const ${name} = (?:async )?\\(`,
  ].some((form) => new RegExp(form, 'm').test(codeOf(file)));
/** Calls it, or passes it on by name. */
const uses = (file: string, name: string): boolean => new RegExp(`\\b${name}\\(|: ${name},`).test(codeOf(file));

test('the walk has its processes, its steps and its hops', () => {
  expect(processes.map(({ process }) => process)).toEqual([
    'enterwait',
    'SQSToDynamoDB',
    'DynamoDBToEventBridge',
    'SendEmail',
    'SQSToNursery',
    'nursery',
  ]);
  expect(steps.length).toBeGreaterThanOrEqual(20);
  expect(hops).toHaveLength(6);
});

test.each(processes)('$process is put together by the files that its line names', ({ files }) => {
  const [entry = '', ...others] = files;
  expect(existsSync(join(repositoryRoot, entry))).toBe(true);
  expect([...importsOf(entry)]).toEqual(expect.arrayContaining(others));
});

test.each(steps)('$process: $name of $file is there, and called by what comes before it', ({ file, name, before }) => {
  expect([file, name, declares(file, name)]).toEqual([file, name, true]);
  const callers = before.filter((one) => one !== file && importsOf(one).has(file) && uses(one, name));
  expect(callers).not.toEqual([]);
});

describe('from one process to the next', () => {
  const functions = sourceOf('terraform/modules/pipeline/functions.tf');
  const queueOf = (name: string): string | undefined =>
    new RegExp(`^ +${name} += \\{.*\\bqueue = "(\\w+)"`, 'm').exec(functions)?.[1];
  const folderOf = (name: string): string | undefined =>
    new RegExp(`'([\\w-]+)': '${name}'`).exec(sourceOf('scripts/build.ts'))?.[1];

  test.each(hops.filter(({ by }) => by.startsWith('queue')))(
    '$by is the event source of $to',
    ({ by, to: [to = ''] }) => {
      expect(queueOf(to)).toBe(quoted(by)[0]);
      const next = processes.find(({ process }) => process === to);
      expect(next?.files[0]).toBe(`lambdas/${folderOf(to)}/handler.ts`);
    },
  );

  test('the queue of the judge is the one that services are given', () => {
    expect(sourceOf('terraform/modules/pipeline/outputs.tf')).toMatch(
      /"integrate_queue_url" \{[^}]*module\.queue\["IntegrateEventQueue"\]\.url/,
    );
    expect(sourceOf('terraform/outputs.tf')).toMatch(
      /QUEUE_URL of the services[^}]*module\.pipeline\.integrate_queue_url/,
    );
    expect(sourceOf('packages/ledger/src/service/waitlist-service.ts')).toMatch(/sendToQueue\(\w+, config\.QUEUE_URL,/);
  });

  test('the stream of the table lets events through, to the publisher alone', () => {
    const hop = hops.find(({ by }) => by.startsWith('stream'));
    expect(quoted(hop?.by ?? '')).toEqual([EVENT_KEY_PREFIX]);
    const [name = ''] = hop?.to ?? [];
    expect(functions).toContain(`stream = each.key != "${name}" ? null : {`);
    expect(functions).toContain(`prefix = "${EVENT_KEY_PREFIX}"`);
    expect(processes.find(({ process }) => process === name)?.files).toEqual([`lambdas/${folderOf(name)}/handler.ts`]);
  });

  test('the rule of the bus takes what the publisher sends, to mail and nursery', () => {
    const hop = hops.find(({ by }) => by.startsWith('rule'));
    expect(readRules()[quoted(hop?.by ?? '')[0] ?? '']?.targets).toEqual(hop?.to);
    const source = /^(?:export )?const EVENT_SOURCE = '([\w.]+)';/m.exec(
      sourceOf('packages/lambda/src/publishing/bus.ts'),
    )?.[1];
    expect(sourceOf('terraform/modules/pipeline/bus.tf')).toMatch(new RegExp(`source += "${source}"`));
  });

  test('the endpoint is the one that Terraform tells the function, and nursery has it', () => {
    const hop = hops.find(({ by }) => by.startsWith('`POST'));
    const path = quoted(hop?.by ?? '')[0]?.replace('POST ', '');
    const [variable] = hop?.to ?? [];
    expect(functions).toMatch(
      new RegExp(`SQSToNursery = \\{[^}]*${variable} += "\\$\\{local\\.nursery_url\\}${path}"`, 's'),
    );
    expect(sourceOf('lambdas/sqs-to-nursery/handler.ts')).toContain(`Request: environment.${variable}`);
    expect(sourceOf('services/nursery/src/routes.ts')).toContain(`synchroniseRoute('${path}', 'Request'`);
    expect(sourceOf('services/enterwait/src/routes.ts')).toContain(`commandRoute('${path}', 'Request'`);
  });
});

test('every other file and folder that the page names is there', () => {
  const paths = quoted(page.replaceAll(/^```.*?^```$/gms, '')).filter((one) =>
    /^(?:packages|services|lambdas|terraform|localstack|tests)\/[\w./-]+$/.test(one),
  );
  expect(paths.length).toBeGreaterThan(steps.length);
  expect(paths.filter((path) => !existsSync(join(repositoryRoot, path)))).toEqual([]);
});
