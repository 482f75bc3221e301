import { createHash } from 'node:crypto';
import { inTransaction, type Pool, type Transaction } from '../database/database.ts';
import { LIMIT_RULES, type Rule, type RuleName, type Rules } from './rules.ts';
import {
  countTry,
  deleteTries,
  deleteTriesWith,
  findTries,
  lockTries,
  type RateLimitRow,
  setTries,
  takeTryBack,
} from './table.ts';

export interface LimitResult {
  readonly allowed: boolean;
  /** Seconds until the next try; null if a try is allowed now. */
  readonly retryAfter: number | null;
}

/** How often something may be tried, stored in the database: all processes of a service share the counts. */
export interface Limits {
  /** Counts a try; a try that a pause blocks does not count. */
  consume(key: string, rule: Rule): Promise<LimitResult>;
  /** Deletes a key and all keys that begin with it and a colon. */
  forget(key: string): Promise<void>;
}

/** Counts by the names of {@link LIMIT_RULES}; `of` names the subjects, and only their hashes are stored. */
export interface Counts {
  /** Counts a try. */
  count(name: RuleName, ...of: readonly string[]): Promise<LimitResult>;
  /** Whether another try is allowed; counts nothing. */
  peek(name: RuleName, ...of: readonly string[]): Promise<LimitResult>;
  /** Uncounts one try. */
  takeBack(name: RuleName, ...of: readonly string[]): Promise<void>;
  /** Deletes the counts of these subjects, also of their combinations with others. */
  clear(name: RuleName, ...of: readonly string[]): Promise<void>;
}

/** The limits of one service. */
export interface NamedLimits extends Limits, Counts {
  /** In the caller's transaction: what is rolled back does not count. */
  countIn(tx: Transaction, name: RuleName, ...of: readonly string[]): Promise<LimitResult>;
  /**
   * Several counts in one transaction. Count in the order from the most shared subject to the least, because rows are
   * locked in that order.
   */
  together<Result>(work: (counts: Counts) => Promise<Result>): Promise<Result>;
  /** Whether this process knows of a refusal by a `final` rule that has not ended; does not query the database. */
  isKnownRefused(name: RuleName, ...of: readonly string[]): boolean;
}

const sha256 = (value: string): string => createHash('sha256').update(value).digest('hex');
const normal = (email: string): string => email.trim().toLowerCase();

/** Names an account or a recipient without its address. */
export const accountKey = (what: string, email: string): string => `${what}:${sha256(normal(email))}`;

/** The key of a named rule; case and spaces of a mail address do not matter. */
export const limitKey = (name: RuleName, of: readonly string[]): string =>
  [name, ...of.map((part) => sha256(normal(part)))].join(':');

/** Forgets whatever was counted of a mail address, alone or together with others. */
export const forgetTriesAt = (tx: Transaction, email: string): Promise<void> =>
  deleteTriesWith(tx, sha256(normal(email)));

/** A try is allowed now. */
export const ALLOWED: LimitResult = { allowed: true, retryAfter: null };
const refusedUntil = (ms: number, now: number): LimitResult => ({
  allowed: false,
  retryAfter: Math.max(1, Math.ceil((ms - now) / 1000)),
});

/** When the next try is allowed, given the counted ones, ms. */
function freeAt({ tries, ends_at }: RateLimitRow, { window, max, pause }: Rule): number {
  if (tries < max) return 0;
  const end = ends_at.getTime();
  if (pause === undefined) return end;
  // The end is one window after the last try.
  return Math.min(end, end - window * 1000 + Math.min(pause.longest, pause.first * 2 ** (tries - max)) * 1000);
}

/** Whether another try is allowed, given the counted ones. */
export function limitResultOf(row: RateLimitRow | undefined, rule: Rule, now: number): LimitResult {
  if (row === undefined || row.ends_at.getTime() <= now) return ALLOWED;
  const free = freeAt(row, rule);
  return free > now ? refusedUntil(free, now) : ALLOWED;
}

async function countByWindow(tx: Transaction, key: string, { window, max }: Rule, now: number): Promise<LimitResult> {
  const end = new Date(now + window * 1000);
  const tries = await countTry(tx, key, new Date(now), end);
  if (tries <= max) return ALLOWED;
  const { ends_at = end } = (await findTries(tx, key)) ?? {};
  return refusedUntil(ends_at.getTime(), now);
}

async function countByPause(tx: Transaction, key: string, rule: Rule, now: number): Promise<LimitResult> {
  const end = new Date(now + rule.window * 1000);
  const row = await lockTries(tx, key, end);
  const verdict = limitResultOf(row, rule, now);
  if (verdict.allowed) await setTries(tx, key, row.ends_at.getTime() <= now ? 1 : row.tries + 1, end);
  return verdict;
}

const REMEMBERED = 10_000;

/** Final refusals, cached by the process: a caller who keeps going costs no query. The cache only repeats what the database has said. */
function createMemory(now: () => number) {
  const refused = new Map<string, number>();
  return {
    find(key: string): LimitResult | undefined {
      const until = refused.get(key) ?? 0;
      return until > now() ? refusedUntil(until, now()) : undefined;
    },
    keep(key: string, { retryAfter }: LimitResult): void {
      if (refused.size >= REMEMBERED) refused.clear();
      refused.set(key, now() + (retryAfter ?? 0) * 1000);
    },
  };
}

export interface LimitsOptions {
  readonly rules?: Rules;
  readonly now?: () => number;
}

export function createLimits(pool: Pool, { rules = LIMIT_RULES, now = Date.now }: LimitsOptions = {}): NamedLimits {
  const memory = createMemory(now);

  async function consumeIn(tx: Transaction, key: string, rule: Rule): Promise<LimitResult> {
    const verdict = await (rule.pause === undefined ? countByWindow : countByPause)(tx, key, rule, now());
    if (rule.final === true && !verdict.allowed) memory.keep(key, verdict);
    return verdict;
  }

  /** A rule that is switched off counts nothing. */
  async function byName(
    name: RuleName,
    of: readonly string[],
    ask: (key: string, rule: Rule) => Promise<LimitResult>,
  ): Promise<LimitResult> {
    const rule = rules[name];
    if (rule === null) return ALLOWED;
    const key = limitKey(name, of);
    return memory.find(key) ?? ask(key, rule);
  }

  type InTransaction = <Result>(work: (tx: Transaction) => Promise<Result>) => Promise<Result>;
  const countsBy = (run: InTransaction): Counts => ({
    count: (name, ...of) => byName(name, of, (key, rule) => run((tx) => consumeIn(tx, key, rule))),
    peek: (name, ...of) =>
      byName(name, of, async (key, rule) => limitResultOf(await run((tx) => findTries(tx, key)), rule, now())),
    takeBack: (name, ...of) => run((tx) => takeTryBack(tx, limitKey(name, of))),
    clear: (name, ...of) => run((tx) => deleteTries(tx, limitKey(name, of))),
  });
  const each: InTransaction = (work) => inTransaction(pool, work);
  return {
    ...countsBy(each),
    consume: (key, rule) => each((tx) => consumeIn(tx, key, rule)),
    forget: (key) => each((tx) => deleteTries(tx, key)),
    countIn: (tx, name, ...of) => countsBy((work) => work(tx)).count(name, ...of),
    together: (work) => each((tx) => work(countsBy((one) => one(tx)))),
    isKnownRefused: (name, ...of) => memory.find(limitKey(name, of)) !== undefined,
  };
}
