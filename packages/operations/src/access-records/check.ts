import { dayInKorea } from '@enterwait/domain/korea';
import {
  type AccessRecord,
  type AccessSeal,
  CHAIN_START,
  hashOfRecord,
  hashOfSeal,
  type RecordConnection,
  type RecordPlace,
} from '@enterwait/http/access-records';
import { allRecords, allSeals, lastRemoval, type Removal, recordPlaces } from './rows.ts';

/** A row that was changed, moved or deleted. */
interface Finding {
  /**
   * `changed`: its hash does not match. `misplaced`: it does not follow the previous row. `missing`: rows of a chain
   * are gone. `seal-…`: the same for a seal.
   */
  readonly kind: 'changed' | 'misplaced' | 'missing' | 'seal-changed' | 'seal-misplaced' | 'seal-missing';
  /** In Korea; for a missing row, the day of the next known row. */
  readonly day: string;
  /** Empty for a seal. */
  readonly writer: string;
  readonly seq: number;
}

export interface Check {
  readonly records: number;
  readonly seals: number;
  /** Head of the chain of seals, as the services log it: `seq:hash`. */
  readonly head: string | null;
  /** The first day that still has rows; null: nothing was removed. */
  readonly since: string | null;
  readonly findings: readonly Finding[];
  /** More than {@link MOST_FINDINGS} were found. */
  readonly more: boolean;
  /** Rows after their writer's last seal: written by a running process, or by one that was killed within a second. */
  readonly unsealed: readonly { readonly day: string; readonly writer: string; readonly rows: number }[];
}

const MOST_FINDINGS = 100;

/** The current position while a chain is followed. */
interface ChainPosition {
  readonly seq: number;
  readonly hash: string;
}

/**
 * Follows every chain of a database's access records. Seals are read first, because rows written meanwhile have no seal
 * yet.
 * @param known heads (`seq:hash`) from a log or an earlier check: a seal that is missing or differs is found
 */
export async function checkAccessRecords(connection: RecordConnection, known: readonly string[] = []): Promise<Check> {
  const checks: Check[] = [];
  const places = await recordPlaces(connection);
  // Heads refer to the table that is written to: the last one.
  for (const place of places) checks.push(await checkPlace(connection, place, place === places.at(-1) ? known : []));
  // Of two tables, the first is the older one.
  const used = checks.filter(({ records, seals, since }) => records > 0 || seals > 0 || since !== null);
  const last = used.at(-1) ?? checks.at(-1);
  return {
    records: sum(checks.map(({ records }) => records)),
    seals: sum(checks.map(({ seals }) => seals)),
    head: last?.head ?? null,
    since: last?.since ?? null,
    findings: checks.flatMap(({ findings }) => findings).slice(0, MOST_FINDINGS),
    more: checks.some(({ more }) => more) || sum(checks.map(({ findings }) => findings.length)) > MOST_FINDINGS,
    unsealed: checks.flatMap(({ unsealed }) => unsealed),
  };
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

async function checkPlace(connection: RecordConnection, place: RecordPlace, known: readonly string[]): Promise<Check> {
  const removal = await lastRemoval(connection, place);
  const findings: Finding[] = [];
  const seals = await followSeals(allSeals(connection, place), removal, known, findings);
  const { records, unsealed } = await followRecords(allRecords(connection, place), removal, seals.last, findings);
  return {
    records,
    seals: seals.count,
    head: seals.head,
    since: removal?.before_day ?? null,
    findings: findings.slice(0, MOST_FINDINGS),
    more: findings.length > MOST_FINDINGS,
    unsealed,
  };
}

type LastSeals = Map<string, Pick<AccessSeal, 'last_seq' | 'head' | 'at'>>;

async function followSeals(
  seals: AsyncIterable<AccessSeal>,
  removal: Removal | undefined,
  known: readonly string[],
  findings: Finding[],
): Promise<{ count: number; head: string | null; last: LastSeals }> {
  const last: LastSeals = new Map();
  const expected = new Map(known.map((head) => [Number(head.split(':')[0]), head.split(':')[1]]));
  let at: ChainPosition = { seq: removal?.seal_seq ?? 0, hash: removal?.seal_hash ?? CHAIN_START };
  let count = 0;
  for await (const seal of seals) {
    const found = (kind: Finding['kind'], seq = seal.seq) =>
      note(findings, { kind, day: dayInKorea(seal.at), writer: '', seq });
    if (seal.seq !== at.seq + 1) found('seal-missing', at.seq + 1);
    else if (seal.previous !== at.hash) found('seal-misplaced');
    if (hashOfSeal(seal) !== seal.hash) found('seal-changed');
    else if (expected.has(seal.seq) && expected.get(seal.seq) !== seal.hash) found('seal-changed');
    // Two processes' clocks may differ: the later seal is the one with the higher number.
    if ((last.get(seal.writer)?.last_seq ?? 0) < seal.last_seq) last.set(seal.writer, seal);
    at = seal;
    count += 1;
  }
  for (const seq of expected.keys())
    if (seq > at.seq) note(findings, { kind: 'seal-missing', day: dayInKorea(new Date()), writer: '', seq });
  return { count, head: at.seq === 0 ? null : `${at.seq}:${at.hash}`, last };
}

async function followRecords(
  all: AsyncIterable<AccessRecord>,
  removal: Removal | undefined,
  seals: LastSeals,
  findings: Finding[],
): Promise<{ records: number; unsealed: Check['unsealed'] }> {
  const unsealed: { day: string; writer: string; rows: number }[] = [];
  const open = new Map(seals);
  let records = 0;
  let before: AccessRecord | undefined;
  const end = (last: AccessRecord | undefined): void => {
    if (last === undefined) return;
    const seal = seals.get(last.writer);
    open.delete(last.writer);
    const from = seal?.last_seq ?? removal?.tails[last.writer]?.seq ?? 0;
    if (last.seq < from)
      note(findings, { ...missing(last.writer, last.seq + 1), day: dayInKorea(seal?.at ?? last.at) });
    if (last.seq > from)
      unsealed.push({ day: dayInKorea(last.at), writer: last.writer, rows: Math.min(last.seq - from, last.seq) });
  };
  for await (const record of all) {
    if (record.writer !== before?.writer) {
      end(before);
      before = undefined;
    }
    const at: ChainPosition = before ?? removal?.tails[record.writer] ?? { seq: 0, hash: CHAIN_START };
    followOne(record, at, seals, findings);
    before = record;
    records += 1;
  }
  end(before);
  for (const [writer, seal] of open) {
    const from = removal?.tails[writer]?.seq ?? 0;
    if (seal.last_seq > from) note(findings, { ...missing(writer, from + 1), day: dayInKorea(seal.at) });
  }
  return { records, unsealed };
}

function followOne(record: AccessRecord, at: ChainPosition, seals: LastSeals, findings: Finding[]): void {
  const day = dayInKorea(record.at);
  const { writer, seq } = record;
  if (seq !== at.seq + 1) note(findings, { ...missing(writer, at.seq + 1), day });
  else if (record.previous !== at.hash) note(findings, { kind: 'misplaced', day, writer, seq });
  const seal = seals.get(writer);
  const isOther = seal?.last_seq === seq && seal.head !== record.hash;
  if (hashOfRecord(record) !== record.hash || isOther) note(findings, { kind: 'changed', day, writer, seq });
}

const missing = (writer: string, seq: number) => ({ kind: 'missing', writer, seq }) as const;

/** One more than are shown, so it is known that there are more. */
function note(findings: Finding[], finding: Finding): void {
  if (findings.length <= MOST_FINDINGS) findings.push(finding);
}
