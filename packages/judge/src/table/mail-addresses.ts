import { DeleteCommand, type DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import {
  heldBackFor,
  type MailAddressState,
  mailAddressStateSchema,
  mergeAddressStates,
  UNKNOWN_ADDRESS,
} from '@enterwait/domain/application';
import { TableError } from '../errors/errors.ts';

/**
 * Which mail addresses are suppressed: the table that decides whether a mail is sent. Keys are those of `addressKeyOf`.
 */
export interface MailAddresses {
  state(key: string): Promise<MailAddressState>;
  /** Merges new information about an address into what is known. @returns what is known then */
  learn(key: string, heard: MailAddressState): Promise<MailAddressState>;
  /** Removes what is known, because the address's owner was erased. */
  forget(key: string): Promise<void>;
}

/** Attempts: as many as several bounces of one address can collide. */
const TRIES = 5;
/**
 * A verified address is forgotten once no earlier message can arrive any more: after 4 days in a queue and 14 in the
 * dead-letter queue.
 */
const FORGET_AFTER_SECONDS = 30 * 24 * 3600;

export function createMailAddresses(client: Pick<DynamoDBDocumentClient, 'send'>, tableName: string): MailAddresses {
  const read = async (id: string) => {
    const { Item } = await client.send(new GetCommand({ TableName: tableName, Key: { id }, ConsistentRead: true }));
    return Item;
  };

  /** @returns whether the item was unchanged since it was read */
  const put = async (id: string, item: Record<string, unknown> | undefined, state: MailAddressState) => {
    const seen = item?.revision ?? 0;
    try {
      await client.send(
        new PutCommand({
          TableName: tableName,
          Item: { id, ...state, revision: Number(seen) + 1, ...forgotten(state) },
          ConditionExpression: item === undefined ? 'attribute_not_exists(id)' : 'revision = :seen',
          ...(item === undefined ? {} : { ExpressionAttributeValues: { ':seen': seen } }),
        }),
      );
      return true;
    } catch (error) {
      if (error instanceof Error && error.name === 'ConditionalCheckFailedException') return false;
      throw error;
    }
  };

  return {
    async forget(id) {
      await client.send(new DeleteCommand({ TableName: tableName, Key: { id } }));
    },
    state: async (key) => stateOf(await read(key)),
    async learn(key, heard) {
      for (let tries = 0; tries < TRIES; tries += 1) {
        const item = await read(key);
        const known = stateOf(item);
        const state = mergeAddressStates(known, heard);
        // A repeat writes nothing.
        if (isSame(known, state) || (await put(key, item, state))) return state;
      }
      throw new TableError('a mail address went on changing');
    },
  };
}

function stateOf(item: Record<string, unknown> | undefined): MailAddressState {
  if (item === undefined) return UNKNOWN_ADDRESS;
  const { returned_at, reason, verified_at } = mailAddressStateSchema.parse(item);
  return { returned_at, reason, verified_at };
}

const isSame = (one: MailAddressState, other: MailAddressState): boolean =>
  one.returned_at === other.returned_at && one.verified_at === other.verified_at;

/** A mark stays until its address is verified again. */
const forgotten = (state: MailAddressState): { readonly expires_at?: number } =>
  heldBackFor(state) === undefined && state.verified_at !== null
    ? { expires_at: Math.floor(Date.parse(state.verified_at) / 1000) + FORGET_AFTER_SECONDS }
    : {};
