import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import type { JudgedEvent } from '@enterwait/domain/protocol';
import type { Scheduler } from '../scheduler.ts';

type Item = Record<string, unknown> & { request_id: string; sk: string };
interface Write {
  readonly Item?: Item;
  readonly Key?: { request_id: string; sk: string };
  readonly ConditionExpression?: string;
  readonly ExpressionAttributeValues?: Record<string, unknown>;
}
interface TransactItem {
  readonly Put?: Write;
  readonly ConditionCheck?: Write;
}
interface Change {
  readonly eventName: 'INSERT' | 'MODIFY';
  readonly item: Item;
}

/**
 * The DynamoDB table of the judge: conditional transactions, whole or not at all, strongly consistent reads (others see the state of
 * one write ago), and a stream of every change, in order for each application.
 */
export class MemoryTable {
  readonly items = new Map<string, Item>();
  readonly #older = new Map<string, Item | undefined>();
  /** Changes by application: the shards of the stream. */
  readonly stream = new Map<string, Change[]>();
  /** How many changes of a shard were handled. */
  readonly checkpoints = new Map<string, number>();
  /** Puts of EVENT items in the order in which they were written. */
  readonly events: JudgedEvent[] = [];
  readonly #scheduler: Scheduler;

  constructor(scheduler: Scheduler) {
    this.#scheduler = scheduler;
  }

  get(key: { request_id: string; sk: string }, consistent: boolean): Item | undefined {
    const path = pathOf(key);
    return consistent || !this.#older.has(path) ? this.items.get(path) : this.#older.get(path);
  }

  /** The client that the judge gets. */
  readonly client = {
    send: async (command: { constructor: { name: string }; input: unknown }): Promise<unknown> => {
      if (command.constructor.name === 'BatchGetCommand') return this.#read(command.input as never);
      if (command.constructor.name === 'TransactWriteCommand') return this.#write(command.input as never);
      if (command.constructor.name === 'GetCommand') return this.#get(command.input as never);
      if (command.constructor.name === 'QueryCommand') return this.#countRounds(command.input as never);
      throw new Error(`the table of the model knows no ${command.constructor.name}`);
    },
  };

  #read({ RequestItems }: { RequestItems: Record<string, { Keys: Item[]; ConsistentRead?: boolean }> }) {
    const [name = '', { Keys = [], ConsistentRead = false } = {}] = Object.entries(RequestItems)[0] ?? [];
    return this.#scheduler.io<unknown>(
      'dynamodb read',
      () => ({ Responses: { [name]: Keys.flatMap((key) => this.get(key, ConsistentRead) ?? []) } }),
      () => ({ UnprocessedKeys: { [name]: { Keys } } }),
    );
  }

  #get({ Key, ConsistentRead = false }: { Key: Item; ConsistentRead?: boolean }) {
    return this.#scheduler.io('dynamodb get', () => ({ Item: this.get(Key, ConsistentRead) }));
  }

  /** The one query of the judge: how many Requests of an application were applied. */
  #countRounds({
    ExpressionAttributeValues,
    Select,
  }: {
    ExpressionAttributeValues: Record<string, string>;
    Select?: string;
  }) {
    if (Select !== 'COUNT') throw new Error('the table of the model only counts');
    const id = ExpressionAttributeValues[':id'];
    return this.#scheduler.io('dynamodb count', () => ({
      Count: this.standing().filter(
        (one) => one.request_id === id && one.type === 'Request' && one.outcome === 'applied',
      ).length,
    }));
  }

  #write({ TransactItems }: { TransactItems: TransactItem[] }) {
    const cancel = (codes: string[]): never => {
      throw new TransactionCanceledException({
        message: 'cancelled',
        $metadata: {},
        CancellationReasons: codes.map((Code) => ({ Code })),
      });
    };
    return this.#scheduler.io(
      'dynamodb write',
      () => {
        const codes = TransactItems.map((one) => (this.#holds(one) ? 'None' : 'ConditionalCheckFailed'));
        if (codes.some((code) => code !== 'None')) cancel(codes);
        for (const { Put } of TransactItems) if (Put?.Item !== undefined) this.#put(Put.Item);
        return {};
      },
      () => cancel(TransactItems.map((_one, index) => (index === 0 ? 'TransactionConflict' : 'None'))),
    );
  }

  #holds({ Put, ConditionCheck }: TransactItem): boolean {
    const { Item, Key, ConditionExpression, ExpressionAttributeValues } = Put ?? ConditionCheck ?? {};
    const item = this.items.get(pathOf(Item ?? Key ?? { request_id: '', sk: '' }));
    if (ConditionExpression === undefined) return true;
    if (ConditionExpression === 'attribute_not_exists(request_id)') return item === undefined;
    if (ConditionExpression === 'version = :met') return item?.version === ExpressionAttributeValues?.[':met'];
    throw new Error(`the table of the model knows no condition ${ConditionExpression}`);
  }

  #put(item: Item): void {
    const path = pathOf(item);
    const old = this.items.get(path);
    this.#older.set(path, old);
    this.items.set(path, structuredClone(item));
    const changes = this.stream.get(item.request_id) ?? [];
    changes.push({ eventName: old === undefined ? 'INSERT' : 'MODIFY', item: structuredClone(item) });
    this.stream.set(item.request_id, changes);
    if (item.sk.startsWith('EVENT#')) this.events.push(eventOf(item));
  }

  /** Applications with changes that the stream's consumer has not handled. */
  unread(): string[] {
    return [...this.stream].filter(([id, all]) => (this.checkpoints.get(id) ?? 0) < all.length).map(([id]) => id);
  }

  /** The judged events as they are now. */
  standing(): JudgedEvent[] {
    return [...this.items.values()].filter(({ sk }) => sk.startsWith('EVENT#')).map(eventOf);
  }

  states(): Item[] {
    return [...this.items.values()].filter(({ sk }) => sk === 'STATE');
  }
}

const pathOf = ({ request_id, sk }: { request_id: string; sk: string }): string => `${request_id}/${sk}`;

export const eventOf = ({ sk: _key, ...event }: Item): JudgedEvent => event as unknown as JudgedEvent;
