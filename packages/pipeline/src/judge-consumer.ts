import { type Command, InvalidCommandError, parseCommand, toCommandMessage } from '@enterwait/domain';
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import {
  type ConsumerDependencies,
  type Failure,
  type RecordReport,
  settleFailures,
  toBatchResponse,
  toParkedRecord,
} from './consumer.ts';
import { GroupBlockedError } from './errors.ts';
import { judgeLanes, type Verdict } from './judging.ts';
import type { LambdaHandler } from './lazily.ts';
import { countAll, type MetricName } from './metrics.ts';
import type { Parking } from './parking.ts';
import type { ApplicationTable } from './table.ts';
import { traceOf } from './trace.ts';
import { receiveCountOf, retryDelaySeconds } from './visibility.ts';

export interface JudgeConsumerDependencies extends ConsumerDependencies {
  readonly table: ApplicationTable;
  readonly now: () => Date;
}

interface Entry {
  readonly record: SQSRecord;
  readonly command: Command;
}

/** The records of one message group in order, up to the first that could be neither read nor parked. */
interface Group {
  readonly entries: readonly Entry[];
  /** Records that failed, with what stopped the first of them. */
  readonly rest: readonly (Pick<Entry, 'record'> & Partial<Entry>)[];
  readonly error: unknown;
}

/**
 * The consumer of the FIFO queue of commands: message groups side by side, the messages of a group in order. A failed
 * message stops only its group, whose later messages come again behind it. On its last receive it goes to the dead-letter
 * queue, and with it, in order, those behind it that have none left either: they came as often and were never tried,
 * and SQS would move them just so.
 *
 * Powertools' `SqsFifoPartialProcessorAsync` keeps the same promise by handling one record after the other over the
 * whole batch: two calls to DynamoDB each, twenty in a row for a batch, while on the emulator only one batch of a FIFO
 * queue runs at a time. Here the heads of all groups share one read and one write (see {@link judgeLanes}).
 */
export function createJudgeConsumer(
  dependencies: JudgeConsumerDependencies,
): LambdaHandler<SQSEvent, SQSBatchResponse> {
  const { parking, logger, metrics, random } = dependencies;

  return async (event, context) => {
    logger.addContext(context);
    const started = performance.now();
    const groups = await Promise.all(groupsOf(event.Records).map((records) => readGroup(records, parking)));
    const judged = await judgeGroups(groups, dependencies);

    const done: RecordReport[] = [];
    const failures: Failure[] = [];
    for (const { verdicts, rest, error } of judged) {
      done.push(...verdicts.map(toReport));
      const [first] = rest;
      if (first === undefined) continue;
      // One delay for all that is left of the group, or a later message could come back before an earlier one.
      const seconds = retryDelaySeconds(receiveCountOf(first.record), random());
      failures.push(
        ...rest.map(({ record, command }) => ({
          record,
          seconds,
          error: record === first.record ? error : new GroupBlockedError(),
          // A command in the seed's form is known by the message that it came in: a dead letter is another one.
          ...(command === undefined ? {} : { body: toCommandMessage(command) }),
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
    // After the line above: on MiniStack a second one may be kept back until the next run.
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

/** Reads the commands of a group and parks what can never be one. */
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

async function readOrPark(record: SQSRecord, parking: Parking): Promise<Command | undefined> {
  try {
    return parseCommand(record.body, {
      messageId: record.messageId,
      status: record.messageAttributes.Status?.stringValue,
      sentAt: new Date(Number(record.attributes.SentTimestamp)),
    });
  } catch (error) {
    if (!(error instanceof InvalidCommandError)) throw error;
    await parking.park(toParkedRecord(record, error.reason));
    return undefined;
  }
}

async function judgeGroups(
  groups: readonly Group[],
  dependencies: JudgeConsumerDependencies,
): Promise<(Omit<Group, 'entries'> & { verdicts: readonly Verdict[] })[]> {
  const lanes = groups.map(({ entries }) => entries.map(({ command }) => command));
  const results = await judgeLanes(lanes, dependencies).catch((error: unknown) =>
    lanes.map((): { verdicts: Verdict[]; error?: unknown } => ({ verdicts: [], error })),
  );
  return groups.map(({ entries, rest, error }, index) => {
    const result = results[index] ?? { verdicts: [] };
    if (!('error' in result)) return { verdicts: result.verdicts, rest, error };
    const unjudged = entries.slice(result.verdicts.length);
    return { verdicts: result.verdicts, rest: [...unjudged, ...rest], error: result.error };
  });
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
  // What a repeat was judged to be the first time stands in the table.
  ...(recording === 'repeated' ? {} : { outcome: event.outcome, reason: event.reason, version: event.version }),
});
