import { readFileSync } from 'node:fs';
import { z } from 'zod';

/** One line of the emulator's recording (localstack/emulator/extensions/call_recorder.py). */
const recordedSchema = z.strictObject({
  who: z.string(),
  service: z.string(),
  operation: z.string(),
  names: z.record(z.string(), z.unknown()),
});
export type RecordedCall = z.infer<typeof recordedSchema>;

/**
 * One right that a call needs, in a form that means the same in every account: `sqs:SendMessage IntegrateEventQueue.fifo`. The values of
 * IAM's condition keys follow the resource: `events:PutEvents IntegrateEventBus events:source=enterwait.judge`.
 */
export type Need = string;

/** What each pod (by its service account) and each function needs. */
export type Needs = Readonly<Record<string, readonly Need[]>>;

export const readRecorded = (file: string): RecordedCall[] =>
  readFileSync(file, 'utf8')
    .split('\n')
    // The last line may be incomplete.
    .slice(0, -1)
    .map((line) => recordedSchema.parse(JSON.parse(line)));

/**
 * The rights that the calls need, by caller; each once, sorted.
 * @param sender the address that mail comes from in the stack that made the calls
 * @throws Error for an unknown operation
 */
export function needsOf(calls: readonly RecordedCall[], sender: string): Needs {
  const needs = new Map<string, Set<Need>>();
  for (const call of calls) {
    const own = needs.get(call.who) ?? new Set();
    needs.set(call.who, own);
    for (const need of needsOfCall(call)) own.add(need.replaceAll(sender, SENDER));
  }
  return Object.fromEntries([...needs].sort(byName).map(([who, own]) => [who, [...own].sort()]));
}

const byName = ([one]: [string, unknown], [other]: [string, unknown]): number => (one < other ? -1 : 1);

const texts = z.record(z.string(), z.unknown());
const several = z.array(texts);
const text = (value: unknown): string => z.string().parse(value);

type Names = RecordedCall['names'];

const lastPart = (name: string): string => name.split(/[/:]/).at(-1) ?? '';

const onQueue =
  (action: string) =>
  ({ QueueUrl }: Names): Need[] => [`sqs:${action} ${lastPart(text(QueueUrl))}`];

const tableOf = ({ TableName, IndexName }: Names): string =>
  IndexName === undefined ? text(TableName) : `${text(TableName)}/index/${text(IndexName)}`;

const onTable =
  (action: string) =>
  (names: Names): Need[] => [`dynamodb:${action} ${tableOf(names)}`];

const onTables =
  (action: string) =>
  ({ RequestItems }: Names): Need[] =>
    z
      .array(z.string())
      .parse(RequestItems)
      .map((table) => `dynamodb:${action} ${table}`);

const ITEM_ACTIONS: Readonly<Record<string, string>> = {
  ConditionCheck: 'ConditionCheckItem',
  Delete: 'DeleteItem',
  Get: 'GetItem',
  Put: 'PutItem',
  Update: 'UpdateItem',
};

/** A transaction needs the actions of its parts. */
const inTransaction = ({ TransactItems }: Names): Need[] =>
  several
    .parse(TransactItems)
    .flatMap((item) =>
      Object.entries(item).map(
        ([kind, names]) => `dynamodb:${ITEM_ACTIONS[kind] ?? kind} ${tableOf(texts.parse(names))}`,
      ),
    );

const onSecret =
  (action: string) =>
  ({ SecretId }: Names): Need[] => [`secretsmanager:${action} ${text(SecretId)}`];

/** One right per bus for everything published there at once. */
const onBuses = ({ Entries }: Names): Need[] => {
  const byBus = Map.groupBy(several.parse(Entries), ({ EventBusName }) => text(EventBusName));
  return [...byBus].map(([bus, entries]) => {
    const sources = new Set(entries.map(({ Source }) => text(Source)));
    return `events:PutEvents ${lastPart(bus)} events:source=${[...sources].sort().join(',')}`;
  });
};

/** A placeholder for the address that all mail comes from, which differs in every deployment. */
export const SENDER = 'MAIL_SENDER';

/** IAM ignores the display name in the sender's address. A configuration set is a resource of the call, too. */
const asSender = ({ Source, ConfigurationSetName }: Names): Need[] => {
  const address = /<([^>]+)>$/.exec(text(Source))?.[1] ?? text(Source);
  const sets = ConfigurationSetName === undefined ? [] : [`configuration-set/${text(ConfigurationSetName)}`];
  return [address, ...sets].map((resource) => `ses:SendEmail ${resource} ses:FromAddress=${address}`);
};

/** What each operation needs, according to the services' own references ("Actions, resources, and condition keys"). */
const OPERATIONS: Readonly<Record<string, (names: Names) => Need[]>> = {
  'sqs SendMessage': onQueue('SendMessage'),
  'sqs SendMessageBatch': onQueue('SendMessage'),
  'sqs ReceiveMessage': onQueue('ReceiveMessage'),
  'sqs DeleteMessage': onQueue('DeleteMessage'),
  'sqs DeleteMessageBatch': onQueue('DeleteMessage'),
  'sqs ChangeMessageVisibility': onQueue('ChangeMessageVisibility'),
  'sqs ChangeMessageVisibilityBatch': onQueue('ChangeMessageVisibility'),
  'sqs GetQueueAttributes': onQueue('GetQueueAttributes'),
  'dynamodb GetItem': onTable('GetItem'),
  'dynamodb PutItem': onTable('PutItem'),
  'dynamodb UpdateItem': onTable('UpdateItem'),
  'dynamodb DeleteItem': onTable('DeleteItem'),
  'dynamodb Query': onTable('Query'),
  'dynamodb Scan': onTable('Scan'),
  'dynamodb DescribeTable': onTable('DescribeTable'),
  'dynamodb BatchGetItem': onTables('BatchGetItem'),
  'dynamodb BatchWriteItem': onTables('BatchWriteItem'),
  'dynamodb TransactWriteItems': inTransaction,
  'dynamodb TransactGetItems': inTransaction,
  'secretsmanager GetSecretValue': onSecret('GetSecretValue'),
  'secretsmanager DescribeSecret': onSecret('DescribeSecret'),
  'events PutEvents': onBuses,
  'ses SendEmail': asSender,
};

function needsOfCall({ service, operation, names }: RecordedCall): Need[] {
  const needs = OPERATIONS[`${service} ${operation}`];
  if (needs === undefined)
    throw new Error(
      `${service} ${operation} is not known: scripts/delivery/policies/calls.ts has to say which right it needs`,
    );
  return needs(names);
}
