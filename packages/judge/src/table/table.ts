import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import {
  type DynamoDBDocumentClient,
  TransactWriteCommand,
  type TransactWriteCommandInput,
} from '@aws-sdk/lib-dynamodb';
import { type JudgedEvent, NO_STATE, type State } from '@enterwait/domain/protocol';
import { TableError } from '../errors/errors.ts';
import { countRounds, readEvent } from './event-items.ts';
import { indexKeysOf } from './index-keys.ts';
import { EVENT_KEY_PREFIX, STATE_KEY } from './item-keys.ts';
import { readStateItems } from './state-items.ts';

/** A judged event and the state it was judged from. */
export interface Decision {
  readonly met: State;
  readonly event: JudgedEvent;
}

/**
 * The result of a decision: written; already written before (the same command again); the state changed meanwhile; or
 * the table was busy with another transaction on the same items. In the last two cases nothing was written.
 */
export type Recording = 'recorded' | 'repeated' | 'moved' | 'busy';

export interface ApplicationTable {
  /** Confirmed states by request_id, strongly consistent; {@link NO_STATE} if there is no application. At most 100. */
  readStates(requestIds: readonly string[]): Promise<Map<string, State>>;
  /** Writes one decision in one transaction: its EVENT item, and STATE if the command was applied. */
  record(decision: Decision): Promise<Recording>;
  /**
   * Writes decisions about different applications in one transaction; at most 50. False: one of them failed and nothing
   * was written. It saves calls when there is no contention, which is nearly always.
   */
  recordAll(decisions: readonly Decision[]): Promise<boolean>;
  /** The recorded event of a command, strongly consistent; undefined: none. */
  recorded(command: { readonly request_id: string; readonly event_id: string }): Promise<JudgedEvent | undefined>;
}

type TransactItem = NonNullable<TransactWriteCommandInput['TransactItems']>[number];

export function createApplicationTable(
  client: Pick<DynamoDBDocumentClient, 'send'>,
  tableName: string,
): ApplicationTable {
  return {
    async readStates(requestIds) {
      const states = new Map<string, State>(requestIds.map((id) => [id, NO_STATE]));
      const items = await readStateItems(client, tableName, requestIds, { consistent: true });
      for (const [id, { status, version, application, entry, round }] of items) {
        states.set(id, {
          status,
          version,
          application,
          entry,
          // Once for each application of the previous release: its next STATE stores it.
          round: round ?? (await countRounds(client, tableName, id)),
        });
      }
      return states;
    },

    recorded: ({ request_id, event_id }) => readEvent(client, tableName, request_id, event_id),

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
        // A ValidationException does not say which item caused it. Each is judged alone, so it affects no other.
        if (error instanceof Error && ['TransactionCanceledException', 'ValidationException'].includes(error.name)) {
          return false;
        }
        throw error;
      }
    },
  };
}

/** First the EVENT item, if it does not exist; then STATE, if it is unchanged. Reasons refer to this order. */
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
  const { event_id, status, version, application, entry = null, round, judged_at: updated_at } = event;
  const indexKeys = indexKeysOf({ request_id: event.request_id, status, application, updated_at });
  const keepState =
    event.outcome === 'applied'
      ? {
          Put: {
            TableName: tableName,
            Item: { ...stateKey, event_id, status, version, application, entry, round, updated_at, ...indexKeys },
            ...asMet,
          },
        }
      : { ConditionCheck: { TableName: tableName, Key: stateKey, ...asMet } };
  return [putEvent, keepState];
}

/** @throws the error itself if it does not come from the judge's conditions */
function toRecording(error: unknown): Recording {
  if (!(error instanceof TransactionCanceledException)) throw error;
  const [eventReason, stateReason] = (error.CancellationReasons ?? []).map((reason) => reason.Code);
  // The event first: a repeat also meets a state that has changed, because its own first try changed it.
  if (eventReason === 'ConditionalCheckFailed') return 'repeated';
  if (stateReason === 'ConditionalCheckFailed') return 'moved';
  const codes = [eventReason, stateReason].filter((code) => code !== undefined && code !== 'None');
  if (codes.length > 0 && codes.every((code) => code !== undefined && BUSY.has(code))) return 'busy';
  throw new TableError(`transaction cancelled: ${codes.join(', ') || 'no reason given'}`, { cause: error });
}

const BUSY = new Set(['TransactionConflict', 'ThrottlingError', 'ProvisionedThroughputExceeded']);
