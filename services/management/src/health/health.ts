import { SYSTEMS, type System } from '@enterwait/domain/protocol';
import type { OutboxDepth } from '@enterwait/ledger/tables';
import type { DeadLetters } from '../dead-letters/dead-letters.ts';
import { outboxDepthIn, parseMetrics, sumOf } from '../figures/prometheus.ts';
import type { Peer } from '../peers.ts';
import { type Bilingual, SYSTEM_NAMES } from '../timeline/words.ts';

/** `attention`: it works, but somebody should check it. */
export type HealthState = 'well' | 'attention' | 'down';

export interface PartHealth {
  readonly part: string;
  readonly name: Bilingual;
  readonly state: HealthState;
  readonly says: Bilingual;
}

export interface HealthParts {
  readonly peers: Readonly<Record<System, Pick<Peer, 'ready' | 'metrics'>>>;
  readonly deadLetters: Pick<DeadLetters, 'counts'>;
  /** Number of messages in each queue with a consumer, by queue name. */
  readonly depths: () => Promise<Readonly<Record<string, number>>>;
  /** The operators' waiting commands. */
  readonly ownOutbox: () => Promise<OutboxDepth>;
  readonly checkTable: () => Promise<void>;
  readonly checkDatabase: () => Promise<void>;
}

/** A queue with more messages is behind: under an hour's full load the queues hold a few dozen. */
const MANY = 500;
const OLD_UNSENT_S = 30;
/** Judging takes milliseconds. A minute means a queue that is behind, or a lost answer: the command is then sent again automatically. */
const OLD_UNANSWERED_S = 60;
const TIMEOUT_MS = 2000;

const WELL = { ko: '정상', en: 'well' };
const CLOSED = { ko: '점검 중, 명령을 받지 않음', en: 'closed for maintenance, takes no commands' };
const AWAY = { ko: '응답하지 않음', en: 'does not answer' };

/** The health of every part, as this system sees it now. Never rejects: a part that does not answer is down. */
export async function healthOf(parts: HealthParts): Promise<PartHealth[]> {
  const [systems, own, store, table, queues, dead] = await Promise.all([
    Promise.all(SYSTEMS.map((system) => systemHealth(system, parts))),
    within(parts.ownOutbox),
    checked('database', { ko: '운영 데이터베이스', en: 'database of this system' }, parts.checkDatabase),
    checked('table', { ko: '판정 테이블(DynamoDB)', en: 'the judge’s table (DynamoDB)' }, parts.checkTable),
    queueHealth(parts),
    deadLetterHealth(parts),
  ]);
  return [...systems.flat(), store, ...waitingHealth('management', OWN_NAME, own), table, ...queues, ...dead];
}

/** Within the time limit; otherwise it counts as not answering. */
async function within<Result>(work: () => Promise<Result>): Promise<Result | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, TIMEOUT_MS, undefined);
  });
  try {
    return await Promise.race([work().catch(() => undefined), late]);
  } finally {
    clearTimeout(timer);
  }
}

async function checked(part: string, name: Bilingual, check: () => Promise<void>): Promise<PartHealth> {
  const well =
    (await within(async () => {
      await check();
      return true;
    })) === true;
  return { part, name, state: well ? 'well' : 'down', says: well ? WELL : AWAY };
}

async function systemHealth(system: System, { peers }: HealthParts): Promise<PartHealth[]> {
  const [{ ready, answered, ms }, metrics] = await Promise.all([peers[system].ready(), peers[system].metrics()]);
  const name = SYSTEM_NAMES[system];
  const isClosed = sumOf(parseMetrics(metrics ?? ''), 'enterwait_maintenance') === 1;
  const service: PartHealth = {
    part: system,
    name,
    state: !answered ? 'down' : isClosed ? 'attention' : 'well',
    says: !answered ? AWAY : isClosed ? CLOSED : { ko: `정상 (${ms} ms)`, en: `well (${ms} ms)` },
  };
  const database: PartHealth = {
    part: `${system}-database`,
    name: { ko: `${name.ko} 데이터베이스`, en: `database of ${system}` },
    state: ready ? 'well' : 'down',
    says: ready
      ? WELL
      : answered
        ? { ko: '시스템이 일할 준비가 되지 않음', en: 'the system is not ready to work' }
        : { ko: '시스템이 응답하지 않아 알 수 없음', en: 'unknown, because the system does not answer' },
  };
  return [service, database, ...outboxHealth(system, metrics)];
}

function outboxHealth(system: System, metrics: string | undefined): PartHealth[] {
  const samples = parseMetrics(metrics ?? '');
  return waitingHealth(system, SYSTEM_NAMES[system], metrics === undefined ? undefined : outboxDepthIn(samples));
}

/** A system's waiting commands: unsent ones (not accepted by the queue yet) and unanswered ones. */
function waitingHealth(
  system: System | 'management',
  name: Bilingual,
  depth: Partial<OutboxDepth> | undefined,
): PartHealth[] {
  return [
    waiting(depth, depth?.unsent, depth?.unsentAgeSeconds, OLD_UNSENT_S, {
      part: `${system}-outbox`,
      name: { ko: `${name.ko}: 못 보낸 명령`, en: `unsent commands of ${name.en}` },
    }),
    waiting(depth, depth?.unanswered, depth?.unansweredAgeSeconds, OLD_UNANSWERED_S, {
      part: `${system}-unanswered`,
      name: { ko: `${name.ko}: 답 없는 명령`, en: `unanswered commands of ${name.en}` },
    }),
  ];
}

function waiting(
  told: Partial<OutboxDepth> | undefined,
  count: number | undefined,
  age: number | undefined,
  old: number,
  part: Pick<PartHealth, 'part' | 'name'>,
): PartHealth {
  if (count === undefined || age === undefined) {
    // A system of the previous release has no such figure: that is not an error.
    return { ...part, state: told === undefined ? 'down' : 'attention', says: { ko: '알 수 없음', en: 'unknown' } };
  }
  return {
    ...part,
    state: age > old ? 'attention' : 'well',
    says: {
      ko: count === 0 ? '없음' : `${count}건, 가장 오래된 것 ${age}초`,
      en: count === 0 ? 'none' : `${count}, the oldest for ${age} s`,
    },
  };
}

const OWN_NAME = { ko: '이 시스템', en: 'this system' };

const QUEUE_NAMES: Readonly<Record<string, Bilingual>> = {
  IntegrateEventQueue: { ko: '판정 큐', en: 'queue of the judge' },
  EventToNurseryQueue: { ko: '아동관리시스템 전달 큐', en: 'deliveries to nursery' },
  EventToEnterwaitQueue: { ko: '입소대기신청시스템 전달 큐', en: 'deliveries to enterwait' },
  SendEmailQueue: { ko: '메일 큐', en: 'mails' },
  MailFeedbackQueue: { ko: '되돌아온 메일 큐', en: 'returned mail' },
};

async function queueHealth({ depths }: HealthParts): Promise<PartHealth[]> {
  const counts = await within(depths);
  return Object.entries(QUEUE_NAMES).map(([queue, name]) => {
    const count = counts?.[queue];
    if (count === undefined) return { part: queue, name, state: 'down', says: AWAY };
    return {
      part: queue,
      name,
      state: count > MANY ? 'attention' : 'well',
      says: {
        ko: count === 0 ? '비어 있음' : `${count}건 처리 중`,
        en: count === 0 ? 'empty' : `${count} in progress`,
      },
    };
  });
}

async function deadLetterHealth({ deadLetters }: HealthParts): Promise<PartHealth[]> {
  const counts = await within(() => deadLetters.counts());
  const names = {
    dead: { part: 'dead-letters', name: { ko: '데드레터', en: 'dead letters' } },
    parked: { part: 'parked', name: { ko: '따로 보관된 기록', en: 'parked records' } },
  };
  if (counts === undefined) return Object.values(names).map((one) => ({ ...one, state: 'down', says: AWAY }));
  const sum = (parked: boolean): number =>
    counts.filter(({ queue }) => (queue === 'ParkedQueue') === parked).reduce((all, { count }) => all + count, 0);
  return [
    { ...names.dead, count: sum(false) },
    { ...names.parked, count: sum(true) },
  ].map(({ part, name, count }) => ({
    part,
    name,
    state: count > 0 ? 'attention' : 'well',
    says: { ko: count === 0 ? '없음' : `${count}건, 살펴봐야 함`, en: count === 0 ? 'none' : `${count} to check` },
  }));
}

/** The worst of all states. */
export const overallOf = (parts: readonly PartHealth[]): HealthState =>
  parts.some(({ state }) => state === 'down')
    ? 'down'
    : parts.some(({ state }) => state === 'attention')
      ? 'attention'
      : 'well';
