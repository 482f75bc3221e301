import { DeleteCommand, type DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import {
  heldBackFor,
  type MailAddressState,
  mailAddressStateSchema,
  mergeAddressStates,
  UNKNOWN_ADDRESS,
} from '@enterwait/domain/application';
import { TableError } from '../errors/errors.ts';

/** Which mail addresses take no mails: the table that decides whether a mail goes out. Keys are those of `addressKeyOf`. */
export interface MailAddresses {
  state(key: string): Promise<MailAddressState>;
  /** Adds what was heard of an address to what is known of it. @returns what is known then */
  learn(key: string, heard: MailAddressState): Promise<MailAddressState>;
  /** Removes what is known, for its family was erased. */
  forget(key: string): Promise<void>;
}

/** As often as several bounces of one address can meet. */
const TRIES = 5;
/** An address that takes mails again is forgotten when nothing of before can come any more: 4 days in a queue, 14 dead. */
const FORGET_AFTER_SECONDS = 30 * 24 * 3600;

export function createMailAddresses(client: Pick<DynamoDBDocumentClient, 'send'>, tableName: string): MailAddresses {
  const read = async (id: string) => {
    const { Item } = await client.send(new GetCommand({ TableName: tableName, Key: { id }, ConsistentRead: true }));
    return Item;
  };

  /** @returns whether the item was still as it was read */
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
        // What comes twice writes nothing.
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

/** A mark stays until its address is verified anew. */
const forgotten = (state: MailAddressState): { readonly expires_at?: number } =>
  heldBackFor(state) === undefined && state.verified_at !== null
    ? { expires_at: Math.floor(Date.parse(state.verified_at) / 1000) + FORGET_AFTER_SECONDS }
    : {};
