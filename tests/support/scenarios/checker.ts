import type { Application } from '@enterwait/domain/application';
import { type JudgedEvent, MOVES, STATUS, SYSTEMS } from '@enterwait/domain/protocol';
import type { Mail } from '../../../localstack/emulator/mailbox.ts';
import { idOf } from '../commands/samples.ts';
import { allEventsOf, countAccepted, deadLetterCounts, queueDepth, stateOf } from '../stack/aws.ts';
import { rowsOf } from '../stack/databases.ts';
import { theStack } from '../stack/stack.ts';
import type { Answers } from './ledger-of-answers.ts';

/** What is wrong once everything is quiet; every list must be empty. It holds only ids. */
export interface Findings {
  /** Commands that were answered 2xx and have no event, or more than one. */
  readonly lost: readonly string[];
  /** Applications about which the two databases and the table disagree. */
  readonly disagreeing: readonly string[];
  /** Applications whose events are not versions 1 to n, by legal moves. */
  readonly illegal: readonly string[];
  /** Commands that no outcome has reached. */
  readonly inFlight: readonly string[];
  /** Children who are enrolled although their application is not accepted, or the other way round. */
  readonly wronglyEnrolled: readonly string[];
  /** Daycares at which the judge, or the daycare itself, holds more children than there are places. */
  readonly overCapacity: readonly string[];
  /** Children who have more than one place, in the judge's table or at their daycares. */
  readonly twoPlaces: readonly string[];
  readonly missingMails: readonly string[];
  readonly duplicateMails: readonly string[];
  /** Dead letters and parked messages, by queue. */
  readonly deadLetters: Readonly<Record<string, number>>;
}

interface Row {
  request_id: string;
  status: number | null;
  version: number;
}

/** Examines everything that a scenario has touched, in both databases, the table, the mailbox and the dead-letter queues. */
export async function findWrongs({ applications, promised }: Answers): Promise<Findings> {
  const ids = applications.map(idOf);
  const [enterwait, nursery, enrolled, inFlightRows, events, mailsByAddress, deadLetters] = await Promise.all([
    confirmedRows('enterwait', ids),
    confirmedRows('nursery', ids),
    requestIds('nursery', 'SELECT request_id FROM nursery_child WHERE request_id IN (?)', ids),
    inFlight(ids),
    eventsByApplication(ids),
    mailsOf(applications),
    deadLetterCounts(),
  ]);
  const states = new Map(await Promise.all(ids.map(async (id) => [id, await stateOf(id)] as const)));

  const findings = {
    lost: promised
      .filter(({ application, eventId }) => timesJudged(events, application, eventId) !== 1)
      .map(({ eventId }) => eventId),
    disagreeing: [] as string[],
    illegal: [] as string[],
    inFlight: inFlightRows,
    wronglyEnrolled: [] as string[],
    overCapacity: await overCapacity([...new Set(applications.map(({ nursery_id }) => nursery_id))]),
    twoPlaces: [] as string[],
    missingMails: [] as string[],
    duplicateMails: [] as string[],
    deadLetters,
  };
  for (const application of applications) {
    const id = idOf(application);
    const state = states.get(id);
    const said = [enterwait.get(id), nursery.get(id)].map((row) =>
      row?.version ? `${row.status}/${row.version}` : 'none',
    );
    const judged = state === undefined ? 'none' : `${state.status}/${state.version}`;
    if (said.some((one) => one !== judged))
      findings.disagreeing.push(`${id}: enterwait ${said[0]}, nursery ${said[1]}, judge ${judged}`);
    const applied = (events.get(id) ?? [])
      .filter(({ outcome }) => outcome === 'applied')
      .sort((a, b) => a.version - b.version);
    if (!isLegalHistory(applied)) findings.illegal.push(id);
    if (enrolled.has(id) !== (state?.status === STATUS.accepted)) findings.wronglyEnrolled.push(id);
    const mailed = mailsByAddress.get(application.parent_email)?.length ?? 0;
    if (mailed < applied.length) findings.missingMails.push(id);
    if (mailed > applied.length) findings.duplicateMails.push(id);
  }
  const accepted = ids.filter((id) => states.get(id)?.status === STATUS.accepted);
  findings.twoPlaces.push(...repeated(accepted.map(childOf)), ...repeated([...enrolled].map(childOf)));
  return findings;
}

const childOf = (requestId: string): string => requestId.slice(0, 15);
const repeated = (values: readonly string[]): string[] =>
  [...Map.groupBy(values, (value) => value)].filter(([, all]) => all.length > 1).map(([value]) => value);

/** Counts everybody who was ever accepted there, not only in this scenario. */
async function overCapacity(nurseries: readonly string[]): Promise<string[]> {
  const checked = await Promise.all(
    nurseries.map(async (id) => {
      const [row] = await rowsOf<{ capacity: number; held: number }>(
        'nursery',
        'SELECT capacity, (SELECT COUNT(*) FROM nursery_child c WHERE c.nursery_id = n.nursery_id) AS held FROM nursery n WHERE n.nursery_id = ?',
        [id],
      );
      const accepted = await countAccepted(id);
      const capacity = row?.capacity ?? 0;
      const most = Math.max(accepted, Number(row?.held ?? 0));
      return most > capacity ? [`${id}: ${most} of ${capacity}`] : [];
    }),
  );
  return checked.flat();
}

/** How much is still in flight: commands without an outcome, and messages in the queues that have a consumer. */
export async function stirring({ applications }: Answers): Promise<number> {
  const commands = await inFlight(applications.map(idOf));
  // Looking at seven queues is work for the emulator, so it waits until the databases are at rest.
  if (commands.length > 0) return commands.length;
  const { queue_urls, parked_queue_url } = theStack().outputs;
  const consumed = Object.values(queue_urls).filter((url) => url !== parked_queue_url);
  const depths = await Promise.all(consumed.map(queueDepth));
  return depths.reduce((sum, depth) => sum + depth, 0);
}

/** The findings at the end of a scenario without any loss. */
export const NOTHING_WRONG: Findings = {
  lost: [],
  disagreeing: [],
  illegal: [],
  inFlight: [],
  wronglyEnrolled: [],
  overCapacity: [],
  twoPlaces: [],
  missingMails: [],
  duplicateMails: [],
  deadLetters: {},
};

const timesJudged = (events: ReadonlyMap<string, JudgedEvent[]>, application: Application, eventId: string): number =>
  (events.get(idOf(application)) ?? []).filter(({ event_id }) => event_id === eventId).length;

function isLegalHistory(applied: readonly JudgedEvent[]): boolean {
  return applied.every(({ version, type, status }, index) => {
    const before = applied[index - 1]?.status ?? null;
    return (
      version === index + 1 && status === MOVES[type].to && (MOVES[type].from as readonly unknown[]).includes(before)
    );
  });
}

const CHUNK = 500;

async function requestIds(system: 'enterwait' | 'nursery', sql: string, ids: readonly string[]): Promise<Set<string>> {
  return new Set((await chunked<Row>(system, sql, ids)).map(({ request_id }) => request_id));
}

async function confirmedRows(system: 'enterwait' | 'nursery', ids: readonly string[]): Promise<Map<string, Row>> {
  const rows = await chunked<Row>(
    system,
    'SELECT request_id, status, version FROM request WHERE request_id IN (?)',
    ids,
  );
  return new Map(rows.map((row) => [row.request_id, row]));
}

async function inFlight(ids: readonly string[]): Promise<string[]> {
  const sql = 'SELECT request_id, event_id FROM command WHERE outcome IS NULL AND request_id IN (?)';
  const rows = await Promise.all(SYSTEMS.map((system) => chunked<{ event_id: string }>(system, sql, ids)));
  return rows.flat().map(({ event_id }) => event_id);
}

async function chunked<Found>(system: 'enterwait' | 'nursery', sql: string, ids: readonly string[]): Promise<Found[]> {
  const found: Found[] = [];
  for (let start = 0; start < ids.length; start += CHUNK) {
    const some = ids.slice(start, start + CHUNK);
    found.push(...(await rowsOf<Found>(system, sql.replace('?', some.map(() => '?').join(', ')), some)));
  }
  return found;
}

/** What fits into a header with room to spare. */
const ADDRESSES_AT_ONCE = 200;

/** Asks by address, because after some scenarios there are thousands of other mails. */
async function mailsOf(applications: readonly Application[]): Promise<Map<string, Mail[]>> {
  const addresses = [...new Set(applications.map(({ parent_email }) => parent_email))];
  const mails: Mail[] = [];
  for (let start = 0; start < addresses.length; start += ADDRESSES_AT_ONCE)
    mails.push(...(await theStack().mails(addresses.slice(start, start + ADDRESSES_AT_ONCE))));
  return Map.groupBy(mails, ({ to }) => to.join());
}

async function eventsByApplication(ids: readonly string[]): Promise<Map<string, JudgedEvent[]>> {
  const events = new Map<string, JudgedEvent[]>();
  for (let start = 0; start < ids.length; start += 20) {
    const some = ids.slice(start, start + 20);
    for (const [id, found] of await Promise.all(some.map(async (id) => [id, await allEventsOf(id)] as const)))
      events.set(id, found);
  }
  return events;
}
