import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  type DynamoDBDocumentClient,
  TransactWriteCommand,
  type TransactWriteCommandInput,
} from '@aws-sdk/lib-dynamodb';
import { type Application, type JudgedEvent, NO_STATE, type State, statusSchema } from '@enterwait/domain';
import { z } from 'zod';
import { TableError } from './errors.ts';
import { EVENT_KEY_PREFIX, STATE_KEY } from './judged-event.ts';

/** A judged event and the state that it was judged from. */
export interface Decision {
  readonly met: State;
  readonly event: JudgedEvent;
}

/**
 * What became of a decision: written; found written before (the same command again); the state moved meanwhile;
 * or the table was busy with another transaction on the same items. After the last two nothing was written.
 */
export type Recording = 'recorded' | 'repeated' | 'moved' | 'busy';

export interface ApplicationTable {
  /** Confirmed states by request_id, strongly consistent; {@link NO_STATE} where there is no application. At most 100. */
  readStates(requestIds: readonly string[]): Promise<Map<string, State>>;
  /** Writes one decision in one transaction: its EVENT item, and STATE if the command was applied. */
  record(decision: Decision): Promise<Recording>;
  /**
   * Writes decisions about different applications in one transaction; at most 50. False: one of them stood in the way
   * and nothing was written. It saves calls when nothing is contended, which is nearly always.
   */
  recordAll(decisions: readonly Decision[]): Promise<boolean>;
}

type TransactItem = NonNullable<TransactWriteCommandInput['TransactItems']>[number];

const stateItemSchema = z.object({
  request_id: z.string(),
  status: statusSchema,
  version: z.int().min(1),
  // Written from a validated command; judging it again by rules of a later day would block the application for ever.
  application: z.custom<Application>().nullable(),
});

const MAX_READS = 5;

export function createApplicationTable(
  client: Pick<DynamoDBDocumentClient, 'send'>,
  tableName: string,
): ApplicationTable {
  return {
    async readStates(requestIds) {
      const states = new Map<string, State>(requestIds.map((id) => [id, NO_STATE]));
      let keys: Record<string, unknown>[] = [...states.keys()].map((id) => ({ request_id: id, sk: STATE_KEY }));
      for (let attempt = 1; keys.length > 0; attempt += 1) {
        if (attempt > MAX_READS) throw new TableError('table left keys unread');
        const answer = await client.send(
          new BatchGetCommand({ RequestItems: { [tableName]: { Keys: keys, ConsistentRead: true } } }),
        );
        for (const item of answer.Responses?.[tableName] ?? []) {
          const { request_id, ...state } = parseState(item);
          states.set(request_id, state);
        }
        keys = answer.UnprocessedKeys?.[tableName]?.Keys ?? [];
      }
      return states;
    },

    async record(decision) {
      try {
        await client.send(new TransactWriteCommand({ TransactItems: toTransactItems(decision, tableName) }));
        return 'recorded';
      } catch (error) {
        return toRecording(error);
      }
    },

    async recordAll(decisions) {
      try {
        await client.send(
          new TransactWriteCommand({ TransactItems: decisions.flatMap((one) => toTransactItems(one, tableName)) }),
        );
        return true;
      } catch (error) {
        // A ValidationException names no culprit: each alone, so that it takes nobody with it.
        if (error instanceof Error && ['TransactionCanceledException', 'ValidationException'].includes(error.name)) {
          return false;
        }
        throw error;
      }
    },
  };
}

/** First the EVENT item, if it is not there; then STATE, if it is still as it was met. The order is what reasons refer to. */
function toTransactItems({ met, event }: Decision, tableName: string): TransactItem[] {
  const stateKey = { request_id: event.request_id, sk: STATE_KEY };
  const asMet =
    met.version === 0
      ? { ConditionExpression: 'attribute_not_exists(request_id)' }
      : { ConditionExpression: 'version = :met', ExpressionAttributeValues: { ':met': met.version } };
  const putEvent = {
    Put: {
      TableName: tableName,
      Item: { ...event, sk: `${EVENT_KEY_PREFIX}${event.event_id}` },
      ConditionExpression: 'attribute_not_exists(request_id)',
    },
  };
  const { event_id, status, version, application, judged_at: updated_at } = event;
  const keepState =
    event.outcome === 'applied'
      ? {
          Put: {
            TableName: tableName,
            Item: { ...stateKey, event_id, status, version, application, updated_at },
            ...asMet,
          },
        }
      : { ConditionCheck: { TableName: tableName, Key: stateKey, ...asMet } };
  return [putEvent, keepState];
}

/** @throws the error itself when it is no answer of the judge's conditions. */
function toRecording(error: unknown): Recording {
  if (!(error instanceof TransactionCanceledException)) throw error;
  const [eventReason, stateReason] = (error.CancellationReasons ?? []).map((reason) => reason.Code);
  // The event first: a repeat meets a state that has moved, by its own first try.
  if (eventReason === 'ConditionalCheckFailed') return 'repeated';
  if (stateReason === 'ConditionalCheckFailed') return 'moved';
  const codes = [eventReason, stateReason].filter((code) => code !== undefined && code !== 'None');
  if (codes.length > 0 && codes.every((code) => code !== undefined && BUSY.has(code))) return 'busy';
  throw new TableError(`transaction cancelled: ${codes.join(', ') || 'no reason given'}`, { cause: error });
}

const BUSY = new Set(['TransactionConflict', 'ThrottlingError', 'ProvisionedThroughputExceeded']);

function parseState(item: Record<string, unknown>): { request_id: string } & State {
  const parsed = stateItemSchema.safeParse(item);
  if (!parsed.success) throw new TableError('STATE item is not one');
  return parsed.data;
}
