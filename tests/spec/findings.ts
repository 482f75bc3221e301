import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '@enterwait/command-line/errors';
import type { Finding } from '@enterwait/command-line/output';
import { forEachAtOnce } from '@enterwait/command-line/processes';
import { temporaryFolder } from '../../localstack/state/stacks.ts';
import { promisesOf, REMOVALS, type Removal, WORLDS, type World } from './checks.ts';
import { ensureSpin, findCounterexample, PROTOCOL, searchAll } from './spin.ts';

/** Each takes two gigabytes at most. */
const AT_ONCE = 2;

export interface SpecOptions {
  /** Worlds and rules by name; by default all, without stories. */
  readonly only?: readonly string[] | undefined;
  readonly tell: (text: string) => void;
  readonly signal: AbortSignal;
}

type Work = (folder: string, signal: AbortSignal) => Promise<Finding>;

/** The whole protocol in every world, then without each of its rules: one finding each, in this order. */
export async function* specFindings({ only, tell, signal }: SpecOptions): AsyncGenerator<Finding> {
  const promises = promisesOf(readFileSync(PROTOCOL, 'utf8'));
  const chosen = (name: string): boolean => only?.includes(name) ?? true;
  const works: Work[] = [
    ...WORLDS.filter(({ name }) => chosen(name)).map((world) => checkWorld(world, promises)),
    ...REMOVALS.filter(({ macro }) => chosen(macro)).map((one) => checkRemoval(one, promises, only !== undefined)),
  ];
  if (works.length === 0) throw new UserError('BAD_SETTING', `CHECK=${only?.join()}: ${namesOf().join(', ')}`);
  await ensureSpin(tell, signal);
  const temporary = temporaryFolder('spec');
  const scratch = temporary.path;
  const stop = new AbortController();
  const signals = AbortSignal.any([signal, stop.signal]);
  const results = works.map(() => Promise.withResolvers<Finding>());
  const running = forEachAtOnce(
    [...works.entries()],
    AT_ONCE,
    async ([index, work]) => {
      const folder = join(scratch, String(index));
      mkdirSync(folder);
      results[index]?.resolve(await work(folder, signals));
      rmSync(folder, { recursive: true });
    },
    signals,
  );
  // When one piece of work fails, everything that waits for it ends too.
  running.catch((error) => {
    for (const { reject } of results) reject(error);
  });
  for (const { promise } of results) promise.catch(() => {});
  try {
    for (const { promise } of results) yield await promise;
  } finally {
    stop.abort();
    await running.catch(() => {});
    temporary.remove();
  }
}

const namesOf = (): string[] => [
  ...new Set([...WORLDS.map(({ name }) => name), ...REMOVALS.map(({ macro }) => macro)]),
];

type Promises = ReadonlyMap<number, string>;

const checkWorld =
  ({ name, settings }: World, promises: Promises): Work =>
  async (folder, signal) => {
    const started = performance.now();
    const { errors, complete, summary } = await searchAll({ settings }, folder, signal);
    const about = Object.entries(settings).map(([key, value]) => `${key}=${value}`);
    const what = `${name} (${about.join(' ')}), ${secondsSince(started)} s`;
    const problems = complete || errors > 0 ? [] : ['the search did not end'];
    if (errors > 0) {
      const found = await findCounterexample({ settings }, folder, signal);
      const broken = found === undefined ? 'a promise' : `${found.promise}. ${promises.get(found.promise)}`;
      problems.push([`broken: ${broken}`, ...(found?.story ?? [])].join('\n'));
    }
    return { what: [what, ...indent(summary)].join('\n'), problems };
  };

const checkRemoval =
  ({ macro, promise, settings }: Removal, promises: Promises, withStory: boolean): Work =>
  async (folder, signal) => {
    const started = performance.now();
    const found = await findCounterexample({ settings, removed: { macro, promise } }, folder, signal);
    const broken = `${promise}. ${promises.get(promise)}`;
    if (found?.promise !== promise) return { what: macro, problems: [`does not break: ${broken}`] };
    const head = `${macro.padEnd(20)} breaks: ${broken}`;
    const length = `counterexample of ${found.steps} steps, ${secondsSince(started)} s · ${found.said}`;
    return { what: [head, ...indent([length, ...(withStory ? found.story : [])])].join('\n'), problems: [] };
  };

const indent = (lines: readonly string[]): string[] => lines.map((line) => `    ${line}`);
const secondsSince = (started: number): string => ((performance.now() - started) / 1000).toFixed(1);
