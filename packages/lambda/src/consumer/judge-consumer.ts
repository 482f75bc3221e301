import {
  COMMAND_ATTRIBUTES,
  InvalidCommandError,
  type JudgedEvent,
  parseCommand,
  toCommandMessage,
} from '@enterwait/domain/protocol';
import { GroupBlockedError } from '@enterwait/judge/errors';
import { type CommandToJudge, judgeLanes, type Lane, type Verdict } from '@enterwait/judge/judging';
import type { ApplicationTable } from '@enterwait/judge/table';
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import type { Parking } from '../dead-letters/parking.ts';
import type { EventBus } from '../publishing/bus.ts';
import type { LambdaHandler } from '../runtime/lazily.ts';
import { countAll, type MetricName } from '../runtime/metrics.ts';
import { traceOf } from '../runtime/trace.ts';
import {
  type ConsumerDependencies,
  type Failure,
  type RecordReport,
  settleFailures,
  toBatchResponse,
  toParkedRecord,
} from './consumer.ts';
import { receiveCountOf, retryDelaySeconds } from './visibility.ts';

export interface JudgeConsumerDependencies extends ConsumerDependencies {
  readonly table: ApplicationTable;
  readonly now: () => Date;
  /**
   * Republishes the event of a repeated command that was judged longer ago than `afterMs`. If absent, nothing is
   * republished.
   */
  readonly republishing?: { readonly bus: EventBus; readonly afterMs: number } | undefined;
}

interface Entry {
  readonly record: SQSRecord;
  readonly command: CommandToJudge;
}

/** The records of one message group in order, up to the first that could be neither read nor parked. */
interface Group {
  readonly entries: readonly Entry[];
  /** Records that failed, with the error that stopped the first of them. */
  readonly rest: readonly (Pick<Entry, 'record'> & Partial<Entry>)[];
  readonly error: unknown;
}

/**
 * The consumer of the FIFO queue of commands: message groups concurrently, the messages of a group in order. A failed
 * message stops only its group; the later messages of the group are retried behind it. On its last receive it goes to
 * the dead-letter queue, followed in order by the messages behind it that have no receives left either: they were
 * received as often without being tried, and SQS would move them the same way.
 *
 * Powertools' `SqsFifoPartialProcessorAsync` keeps the same promise by handling one record after the other over the
 * whole batch: two calls to DynamoDB each, twenty in a row for a batch, while the emulator processes only one batch of
 * a FIFO queue at a time. Here the heads of all groups share one read and one write (see {@link judgeLanes}).
 */
export function createJudgeConsumer(
  dependencies: JudgeConsumerDependencies,
): LambdaHandler<SQSEvent, SQSBatchResponse> {
  const { parking, logger, metrics, random } = dependencies;

  return async (event, context) => {
    logger.addContext(context);
    const started = performance.now();
    const groups = await Promise.all(groupsOf(event.Records).map((records) => readGroup(records, parking)));
    const judged = await republish(await judgeGroups(groups, dependencies), dependencies);

    const done: RecordReport[] = [];
    const failures: Failure[] = [];
    for (const { verdicts, rest, error } of judged) {
      done.push(...verdicts.map(toReport));
      const [first] = rest;
      if (first === undefined) continue;
      // One delay for the rest of the group, or a later message could return before an earlier one.
      const seconds = retryDelaySeconds(receiveCountOf(first.record), random());
      failures.push(
        ...rest.map(({ record, command }) => ({
          record,
          seconds,
          error: record === first.record ? error : new GroupBlockedError(),
          ...(command === undefined ? {} : bodyOfLegacyForm(record, command)),
        })),
      );
    }
    const comeAgain = await settleFailures(failures, dependencies);
    logger.info('batch judged', {
      records: event.Records.length,
      failed: failures.length,
      dead: failures.length - comeAgain.length,
      duration_ms: Math.round(performance.now() - started),
      done,
    });
    // After the line above: MiniStack may keep a second line back until the next run.
    countAll(
      metrics,
      judged.flatMap(({ verdicts }) => verdicts.map(decisionOf)),
    );
    return toBatchResponse(comeAgain);
  };
}

/** Records by message group, in the order of the batch. */
function groupsOf(records: readonly SQSRecord[]): SQSRecord[][] {
  const groups = Map.groupBy(records, (record) => record.attributes.MessageGroupId ?? record.messageId);
  return [...groups.values()];
}

/**
 * A command in the legacy form is identified by its message. A dead letter is a new message, so its body must carry the
 * identity.
 */
const bodyOfLegacyForm = (record: SQSRecord, command: CommandToJudge): { body?: string } =>
  command.event_id === record.messageId && !('invalid' in command) ? { body: toCommandMessage(command) } : {};

/** Reads the commands of a group and parks messages that identify none. */
async function readGroup(records: readonly SQSRecord[], parking: Parking): Promise<Group> {
  const entries: Entry[] = [];
  for (const [index, record] of records.entries()) {
    try {
      const command = await readOrPark(record, parking);
      if (command !== undefined) entries.push({ record, command });
    } catch (error) {
      return { entries, rest: records.slice(index).map((record) => ({ record })), error };
    }
  }
  return { entries, rest: [], error: undefined };
}

async function readOrPark(record: SQSRecord, parking: Parking): Promise<CommandToJudge | undefined> {
  const attribute = (name: string): string | undefined => record.messageAttributes[name]?.stringValue;
  try {
    return parseCommand(record.body, {
      messageId: record.messageId,
      status: attribute(COMMAND_ATTRIBUTES.status),
      round: attribute(COMMAND_ATTRIBUTES.round),
      version: attribute(COMMAND_ATTRIBUTES.version),
      sentAt: new Date(Number(record.attributes.SentTimestamp)),
    });
  } catch (error) {
    if (!(error instanceof InvalidCommandError)) throw error;
    await parking.park(toParkedRecord(record, error.reason));
    return undefined;
  }
}

/** A group whose first entries have their verdicts; `rest` is retried because of `error`. */
interface JudgedGroup extends Group {
  readonly verdicts: readonly Verdict[];
}

type LaneResult = Awaited<ReturnType<typeof judgeLanes>>[number];

async function judgeLane(lane: Lane, dependencies: JudgeConsumerDependencies): Promise<LaneResult> {
  try {
    const [result] = await judgeLanes([lane], dependencies);
    return result ?? { verdicts: [] };
  } catch (error) {
    return { verdicts: [], error };
  }
}

async function judgeGroups(groups: readonly Group[], dependencies: JudgeConsumerDependencies): Promise<JudgedGroup[]> {
  const lanes = groups.map(({ entries }) => entries.map(({ command }) => command));
  const results = await judgeLanes(lanes, dependencies).catch((error: unknown) =>
    // The states are read together; if that fails, each lane fails or succeeds alone.
    Promise.all(lanes.map((lane) => (lanes.length > 1 ? judgeLane(lane, dependencies) : { verdicts: [], error }))),
  );
  return groups.map(({ entries, rest, error }, index) => {
    const result = results[index] ?? { verdicts: [] };
    if (!('error' in result)) return { entries, verdicts: result.verdicts, rest, error };
    const unjudged = entries.slice(result.verdicts.length);
    return { entries, verdicts: result.verdicts, rest: [...unjudged, ...rest], error: result.error };
  });
}

/**
 * Republishes the recorded events of repeats. A system that sends a command again long after the judging has not received the answer: it
 * got lost behind the judge. All receivers deduplicate by id and version. A repeat soon after the judging is only SQS redelivering.
 */
async function republish(
  groups: readonly JudgedGroup[],
  { table, now, republishing, metrics, logger }: JudgeConsumerDependencies,
): Promise<readonly JudgedGroup[]> {
  const isRepeat = ({ recording }: Verdict): boolean => recording === 'repeated';
  const repeats = groups.flatMap(({ verdicts }) => verdicts.filter(isRepeat));
  if (republishing === undefined || repeats.length === 0) return groups;
  const recorded = await Promise.allSettled(repeats.map(({ event }) => table.recorded(event)));
  // One that cannot be read fails alone.
  const failed = new Map<string, unknown>();
  for (const [index, { event }] of repeats.entries()) {
    const result = recorded[index];
    if (result?.status === 'rejected') failed.set(event.event_id, result.reason);
  }
  const before = now().getTime() - republishing.afterMs;
  const events = recorded
    .map((result) => (result.status === 'fulfilled' ? result.value : undefined))
    .filter((event): event is JudgedEvent => Date.parse(event?.judged_at ?? '') <= before);
  try {
    if (events.length > 0) await republishing.bus.publish(events);
  } catch (error) {
    return groups.map((group) => comingAgain(group, group.verdicts.findIndex(isRepeat), error));
  }
  if (events.length > 0) {
    logger.info('events republished', {
      done: events.map(({ event_id, request_id, type }) => ({ event_id, request_id, type })),
    });
    metrics.count('RetoldEvents', events.length);
  }
  return groups.map((group) => {
    const from = group.verdicts.findIndex(({ event }) => failed.has(event.event_id));
    return comingAgain(group, from, failed.get(group.verdicts[from]?.event.event_id ?? ''));
  });
}

/**
 * The group without its verdicts from this one on; below 0: unchanged. Verdicts already recorded become repeats on the
 * next try.
 */
function comingAgain(group: JudgedGroup, from: number, error: unknown): JudgedGroup {
  if (from < 0) return group;
  return {
    entries: group.entries,
    verdicts: group.verdicts.slice(0, from),
    rest: [...group.entries.slice(from, group.verdicts.length), ...group.rest],
    error,
  };
}

const decisionOf = ({ recording, event }: Verdict): MetricName => {
  if (recording === 'repeated') return 'RepeatedCommands';
  return event.outcome === 'applied' ? 'AppliedCommands' : 'RefusedCommands';
};

const toReport = ({ recording, event }: Verdict): RecordReport => ({
  event_id: event.event_id,
  request_id: event.request_id,
  type: event.type,
  ...traceOf(event),
  recording,
  // The table holds how a repeat was judged the first time.
  ...(recording === 'repeated' ? {} : { outcome: event.outcome, reason: event.reason, version: event.version }),
});
