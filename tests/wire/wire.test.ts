import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Message } from '@aws-sdk/client-sqs';
import { mailAddressNoticeSchema } from '@enterwait/domain/application';
import {
  type Command,
  encodeFacts,
  HEADERS,
  type JudgedEvent,
  parseCommand,
  SYSTEMS,
} from '@enterwait/domain/protocol';
import type { Route } from '@enterwait/http/app';
import { createMetrics } from '@enterwait/http/server';
import {
  bodyOfMessage,
  createApplicationTable,
  createMailAddresses,
  judgedEventOfMessage,
  judgedEventOfStream,
  readEvents,
  readStateItems,
} from '@enterwait/judge/table';
import { createJudgeConsumer } from '@enterwait/lambda/consumer';
import {
  aContext,
  anSqsRecord,
  fakeClient,
  fakeConsumerDependencies,
  memoryTable,
  recordingLogger,
  sqsEvent,
} from '@enterwait/lambda/testing';
import type { Ledger } from '@enterwait/ledger/commands';
import { createDeliveryReader, outcomeRoute, synchroniseRoute } from '@enterwait/ledger/deliveries';
import { letterOf, toSend } from '@enterwait/operations/dead-letters';
import { deadLetterQueuesOf, queuesBeside, type Received, sourcesOf } from '@enterwait/operations/queues';
import { openJudgeTable } from '@enterwait/operations/reconcile';
import { jest } from '@jest/globals';
import type { AttributeValue, DynamoDBRecord, SQSRecord } from 'aws-lambda';
import express, { type ErrorRequestHandler } from 'express';
import { Webhook } from 'standardwebhooks';
import { accountMailOf } from '../../lambdas/send-email/account-mail.ts';
import { createMailClaims } from '../../lambdas/send-email/claims.ts';
import { closeServer, type SmallServer, serve } from '../support/lone-systems/small-server.ts';
import { addressesOf } from './maker/addresses.ts';

/**
 * This release reads what every release wrote into queues, table and databases: as it is, and with fields that no release has written
 * yet. Each folder beside this file is a release, made by `make.ts` with the code of that release, and never changed again.
 */
const FOLDERS = readdirSync(import.meta.dirname, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && /^\d{4}-\d{2}-\d{2}$/.test(entry.name))
  .map(({ name }) => name);
const withFile = (file: string) => FOLDERS.filter((name) => existsSync(join(import.meta.dirname, name, file)));
const RELEASES = withFile('commands.json');
/** Messages about mail addresses came after the first release. */
const ADDRESS_RELEASES = withFile('addresses.json');

type Fields = Record<string, unknown>;
const read = <Contents>(release: string, file: string): Contents =>
  JSON.parse(readFileSync(join(import.meta.dirname, release, file), 'utf8'));

// ── One more field ──

const LATER = 'field_of_a_later_release';

const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Copies of a value, each with one more field in a different one of its objects; `at` says in which. */
function grown<Value>(value: Value): { at: string; value: Value }[] {
  const paths: string[][] = [];
  const walk = (one: unknown, path: string[]): void => {
    if (isObject(one)) paths.push(path);
    if (typeof one !== 'object' || one === null) return;
    for (const [key, inner] of Object.entries(one)) walk(inner, [...path, key]);
  };
  walk(value, []);
  return paths.map((path) => {
    const copy = structuredClone(value);
    const target = path.reduce<unknown>((one, key) => (one as Fields)[key], copy) as Fields;
    target[LATER] = 'a value';
    return { at: path.join('.') || 'the whole', value: copy };
  });
}

/** The same for JSON in a text. */
const grownJson = (json: string): { at: string; value: string }[] =>
  grown(JSON.parse(json) as unknown).map(({ at, value }) => ({ at, value: JSON.stringify(value) }));

/** The same for an image of the stream, in which every map is an `M`. */
function grownImage(image: Record<string, AttributeValue>): { at: string; value: Record<string, AttributeValue> }[] {
  const more = (fields: Record<string, AttributeValue>) => ({ ...fields, [LATER]: { S: 'a value' } });
  const inner = Object.entries(image).flatMap(([name, value]) =>
    value.M === undefined
      ? []
      : grownImage(value.M).map(({ at, value: fields }) => ({
          at: `${name}.${at}`,
          value: { ...image, [name]: { M: fields } },
        })),
  );
  return [{ at: 'the whole', value: more(image) }, ...inner];
}

/** Reads every sample and collects what went wrong, so that one failure does not hide the others. */
async function wrongs<Sample>(
  samples: readonly Sample[],
  nameOf: (sample: Sample) => string,
  check: (sample: Sample) => unknown,
): Promise<string[]> {
  const found: string[] = [];
  for (const sample of samples) {
    try {
      await check(sample);
    } catch (error) {
      found.push(`${nameOf(sample)}: ${(error as Error).message.split('\n').slice(0, 4).join(' ')}`);
    }
  }
  // Enough to see what it is about.
  return found.slice(0, 5);
}

// ── Samples ──

interface CommandSample {
  readonly name: string;
  readonly record: Pick<SQSRecord, 'messageId' | 'body' | 'attributes' | 'messageAttributes'>;
  readonly reads: Command;
  readonly form?: 'seed';
}
interface EventSample {
  readonly name: string;
  readonly body: string;
}
interface StreamSample {
  readonly name: string;
  readonly record: DynamoDBRecord;
  readonly reads: JudgedEvent;
}
interface DeliverySample {
  readonly name: string;
  readonly path: string;
  readonly at: string;
  readonly headers: Record<string, string>;
  readonly body: string;
  readonly reads: { readonly facts: Fields; readonly application: Fields | null };
}
interface LetterSample {
  readonly name: string;
  readonly queue: string;
  readonly message: Message;
  readonly reads: Fields;
  readonly redriveAt: string;
  readonly redrive: Fields;
}
interface Mails {
  readonly accountMails: readonly string[];
  readonly claims: Record<'inProgress' | 'completed' | 'ofBefore', Record<string, AttributeValue>>;
}
interface Rows {
  readonly tables: Record<string, Fields[]>;
  readonly pending: readonly { readonly name: string; readonly reads: Command }[];
}

const sqsRecord = (record: CommandSample['record']): SQSRecord => ({ ...anSqsRecord(''), ...record });
const factsOf = ({ messageId, attributes, messageAttributes }: SQSRecord) => ({
  messageId,
  status: messageAttributes.Status?.stringValue,
  sentAt: new Date(Number(attributes.SentTimestamp)),
});
const eventMeant = ({ body }: EventSample): Fields => JSON.parse(body);

// ── The judge ──

/** Judges one message with an empty table. */
async function judgeMessage(record: SQSRecord) {
  const fake = fakeConsumerDependencies();
  const table = memoryTable();
  const handler = createJudgeConsumer({ ...fake, table, now: () => new Date() });
  const { batchItemFailures } = await handler(sqsEvent(record), aContext());
  return { parked: fake.parked, comeAgain: batchItemFailures.length, judged: [...table.events.values()] };
}

async function expectJudged({ record, reads }: Pick<CommandSample, 'record' | 'reads'>): Promise<void> {
  const { parked, comeAgain, judged } = await judgeMessage(sqsRecord(record));
  expect({ parked, comeAgain }).toEqual({ parked: [], comeAgain: 0 });
  const { event_id, request_id, type, origin } = reads;
  expect(judged).toMatchObject([{ event_id, request_id, type, origin }]);
}

// ── The table ──

interface ItemKey {
  readonly request_id: string;
  readonly sk: string;
}
type Item = Fields & ItemKey;

/** A table that holds these items and answers this project's reads. */
const tableOf = (items: readonly Item[]) =>
  fakeClient<Parameters<typeof createApplicationTable>[0]>(({ name, input }) => {
    if (name === 'QueryCommand') {
      const of = input.ExpressionAttributeValues[':id'];
      return { Items: items.filter(({ request_id, sk }) => request_id === of && sk.startsWith('EVENT')) };
    }
    if (name !== 'BatchGetCommand') return {};
    const keys: ItemKey[] = input.RequestItems.T.Keys;
    const found = items.filter((item) =>
      keys.some(({ request_id, sk }) => item.request_id === request_id && item.sk === sk),
    );
    return { Responses: { T: found } };
  }).client;

const STATE_FIELDS = ['request_id', 'status', 'version', 'event_id', 'updated_at', 'application'] as const;
const pick = (item: Fields, fields: readonly string[]): Fields =>
  Object.fromEntries(fields.map((field) => [field, item[field]]));

/** Reads STATE with every reader that there is. */
async function expectStateRead(item: Item, meant: Item = item): Promise<void> {
  const client = tableOf([item]);
  const id = item.request_id;
  const whole = { ...pick(meant, STATE_FIELDS), entry: meant.entry ?? null };
  const { status, version, application, entry } = whole as Fields;
  expect((await readStateItems(client, 'T', [id], { consistent: true })).get(id)).toMatchObject(whole);
  expect((await createApplicationTable(client, 'T').readStates([id])).get(id)).toMatchObject({
    status,
    version,
    application,
    entry,
  });
  expect((await openJudgeTable(client, 'T').states([id])).get(id)).toMatchObject(whole);
}

async function expectEventRead(item: Item, meant: Item = item): Promise<void> {
  const client = tableOf([item]);
  const { sk, ...event } = meant;
  expect((await readEvents(client, 'T', item.request_id, 10)).events).toMatchObject([event]);
  // Imported history is read, never told: only what was told is compared by its id.
  if (!sk.startsWith('EVENT#')) return;
  const key = { request_id: item.request_id, event_id: String(item.event_id) };
  expect((await openJudgeTable(client, 'T').events([key])).get(key.event_id)).toMatchObject(event);
}

const expectItemRead = (item: Item, meant?: Item): Promise<void> =>
  item.sk === 'STATE' ? expectStateRead(item, meant) : expectEventRead(item, meant);

// ── The doors ──

const SECRET = `whsec_${Buffer.from('a secret of the wire tests, 32 b').toString('base64')}`;
let taken: { facts: Fields; application: Fields | null }[] = [];
let server: SmallServer;

beforeAll(async () => {
  const ledger = {
    async deliver(facts: Fields, application: Fields | null) {
      taken.push({ facts, application });
      return 'applied';
    },
  } as unknown as Ledger;
  const options = { ledger, metrics: createMetrics('enterwait'), deliveries: createDeliveryReader(SECRET) };
  const routes: Route[] = [
    synchroniseRoute('/enterwait/request', 'Request', '', options),
    synchroniseRoute('/enterwait/cancel', 'Cancel', '', options),
    synchroniseRoute('/request/accept', 'Accept', '', options),
    synchroniseRoute('/request/reject', 'Reject', '', options),
    outcomeRoute(options),
  ];
  const app = express();
  for (const { path, handlers } of routes) app.post(path, ...handlers);
  const tell: ErrorRequestHandler = (error, _req, res, _next) => {
    res.status(error.status ?? 500).json({ code: error.code ?? String(error) });
  };
  app.use(tell);
  server = await serve(app);
});

afterAll(() => closeServer(server));

async function expectTaken({ path, at, headers, body, reads }: DeliverySample): Promise<void> {
  taken = [];
  // A signature is valid for five minutes, so the clock is set back to that moment.
  const clock = jest.spyOn(Date, 'now').mockReturnValue(Date.parse(at));
  try {
    const answer = await fetch(server.url + path, { method: 'POST', headers, body });
    const problem = (await answer.json()) as Fields;
    expect({ status: answer.status, code: problem.code }).toEqual({ status: 200, code: undefined });
  } finally {
    clock.mockRestore();
  }
  const [delivered] = taken;
  expect(delivered?.facts).toMatchObject(reads.facts);
  if (reads.application === null) expect(delivered?.application).toBeNull();
  else expect(delivered?.application).toMatchObject(reads.application);
}

/** The delivery with another header or body, signed in the same way. */
function signed(
  sample: DeliverySample,
  { facts, body = sample.body }: { facts?: string; body?: string },
): DeliverySample {
  const webhook = new Webhook(SECRET);
  const id = sample.headers['webhook-id'] ?? '';
  const at = new Date(sample.at);
  const header = facts === undefined ? (sample.headers[HEADERS.facts] ?? '') : encodeFacts(JSON.parse(facts));
  return {
    ...sample,
    body,
    headers: {
      ...sample.headers,
      'webhook-signature': webhook.sign(id, at, body),
      [HEADERS.facts]: header,
      [HEADERS.factsSignature]: webhook.sign(id, at, header),
    },
  };
}

// ── Letters ──

const outputs = queuesBeside('http://sqs.example/000000000000/IntegrateEventQueue.fifo');

function expectLetterRead({ queue, message, reads, redriveAt, redrive }: LetterSample): void {
  const place = deadLetterQueuesOf(outputs).find(({ name }) => name === queue);
  if (place === undefined) throw new Error(`no such queue: ${queue}`);
  expect(letterOf(message, place.source === undefined)).toMatchObject(reads);
  const at = new Date(redriveAt);
  expect(toSend(message as Received, place, sourcesOf(outputs), at, at)).toMatchObject(redrive);
}

/** A letter whose body, or parked content, has one more field. */
function grownLetters(sample: LetterSample): { at: string; value: LetterSample }[] {
  const body = sample.message.Body ?? '';
  const parked = sample.queue === 'ParkedQueue' ? (JSON.parse(body) as Fields).body : undefined;
  const outer = grownJson(body).map(({ at, value }) => ({ at, value }));
  const inner =
    typeof parked === 'string'
      ? grownJson(parked).map(({ at, value }) => ({
          at: `body ${at}`,
          value: JSON.stringify({ ...JSON.parse(body), body: value }),
        }))
      : [];
  return [...outer, ...inner].map(({ at, value }) => ({
    at,
    value: { ...sample, message: { ...sample.message, Body: value } },
  }));
}

/** What is sent again may hold the field or not: its body means the same. */
function expectLetterMeant(sample: LetterSample): void {
  const place = deadLetterQueuesOf(outputs).find(({ name }) => name === sample.queue);
  if (place === undefined) throw new Error(`no such queue: ${sample.queue}`);
  expect(letterOf(sample.message, place.source === undefined)).toMatchObject(sample.reads);
  const at = new Date(sample.redriveAt);
  const sending = toSend(sample.message as Received, place, sourcesOf(outputs), at, at);
  if (!('input' in sending)) {
    expect(sending).toEqual(sample.redrive);
    return;
  }
  const meant = sample.redrive as unknown as typeof sending;
  expect(sending.to).toBe(meant.to);
  expect(JSON.parse(sending.input.MessageBody ?? '')).toMatchObject(JSON.parse(meant.input.MessageBody ?? ''));
}

// ── Mails ──

async function sendOnceUpon(claim: Record<string, AttributeValue>): Promise<string> {
  const client = new DynamoDBClient({ region: 'ap-northeast-2' });
  const { ConditionalCheckFailedException } = await import('@aws-sdk/client-dynamodb');
  client.send = (async () => {
    throw new ConditionalCheckFailedException({ message: 'claimed', $metadata: {}, Item: claim as never });
  }) as never;
  const claims = createMailClaims(client, 'Claims', recordingLogger());
  const clock = jest.spyOn(Date, 'now').mockReturnValue(Date.parse('2026-11-25T03:04:06.000Z'));
  try {
    return await claims.sendOnce(claim.id?.S ?? '', aContext(), async () => 'sent a second time');
  } finally {
    clock.mockRestore();
  }
}

describe.each(RELEASES)('what release %s wrote', (release) => {
  const commands = read<CommandSample[]>(release, 'commands.json');
  const events = read<EventSample[]>(release, 'events.json');
  const stream = read<StreamSample[]>(release, 'stream.json');
  const items = read<Item[]>(release, 'items.json');
  const deliveries = read<DeliverySample[]>(release, 'deliveries.json');
  const letters = read<LetterSample[]>(release, 'letters.json');
  const mails = read<Mails>(release, 'mails.json');
  const rows = SYSTEMS.map((system) => read<Rows>(release, `rows-${system}.json`));
  const itemName = ({ request_id, sk }: Item): string => `${request_id} ${sk}`;

  test('commands are read, in this form and in the seed’s', async () => {
    expect(commands.length).toBeGreaterThan(80);
    const check = ({ record, reads }: CommandSample) => {
      const one = sqsRecord(record);
      expect(parseCommand(one.body, factsOf(one))).toMatchObject(reads);
    };
    expect(await wrongs(commands, ({ name }) => name, check)).toEqual([]);
  });

  test('commands are judged, none is parked', async () => {
    expect(await wrongs(commands, ({ name }) => name, expectJudged)).toEqual([]);
  });

  test('judged events are read from the queues of deliveries and mails', async () => {
    const check = (sample: EventSample) => {
      expect(judgedEventOfMessage(bodyOfMessage(anSqsRecord(sample.body)))).toMatchObject(eventMeant(sample));
    };
    expect(await wrongs(events, ({ name }) => name, check)).toEqual([]);
  });

  test('judged events are read from the stream', async () => {
    const check = ({ record, reads }: StreamSample) => {
      expect(judgedEventOfStream(record)).toMatchObject(reads);
    };
    expect(await wrongs(stream, ({ name }) => name, check)).toEqual([]);
  });

  test('items of the table are read, those of the import and of an erased family too', async () => {
    expect(new Set(items.map(({ sk }) => sk.slice(0, 6)))).toEqual(new Set(['STATE', 'EVENT#', 'EVENT!']));
    expect(await wrongs(items, itemName, (item) => expectItemRead(item))).toEqual([]);
  });

  test('deliveries are taken at every door', async () => {
    expect(new Set(deliveries.map(({ path }) => path)).size).toBe(5);
    expect(await wrongs(deliveries, ({ name }) => name, expectTaken)).toEqual([]);
  });

  test('dead letters and parked records are told and put back', async () => {
    expect(await wrongs(letters, ({ name }) => name, expectLetterRead)).toEqual([]);
  });

  test('account mails are read, and no mail that was claimed goes out again', async () => {
    for (const body of mails.accountMails)
      expect(accountMailOf(bodyOfMessage(anSqsRecord(body)))).toEqual(JSON.parse(body));
    expect(await sendOnceUpon(mails.claims.completed)).toBe('already sent: ses-mail-1');
    expect(await sendOnceUpon(mails.claims.ofBefore)).toBe('already sent: ses-mail-1');
    await expect(sendOnceUpon(mails.claims.inProgress)).rejects.toThrow();
  });

  test('what lies in the outboxes is read', () => {
    const bodies = rows.flatMap(({ tables }) => tables.outbox ?? []);
    const pending = new Map(rows.flatMap((one) => one.pending).map(({ reads }) => [reads.event_id, reads]));
    expect(bodies.length).toBeGreaterThan(0);
    for (const { event_id, type, body } of bodies) {
      const facts = { messageId: '', status: String(type), sentAt: new Date() };
      expect(parseCommand(String(body), facts)).toMatchObject(pending.get(String(event_id)) ?? { event_id });
    }
  });

  describe('with one more field in any of its objects', () => {
    const grownCommands = commands
      .filter(({ form }) => form !== 'seed')
      .flatMap((sample) =>
        grownJson(sample.record.body).map(({ at, value: body }) => ({
          name: `${sample.name}, ${at}`,
          record: { ...sample.record, body },
          reads: sample.reads,
        })),
      );

    test('commands are read', async () => {
      const check = ({ record, reads }: Omit<CommandSample, 'form'>) => {
        const one = sqsRecord(record);
        expect(parseCommand(one.body, factsOf(one))).toMatchObject(reads);
      };
      expect(await wrongs(grownCommands, ({ name }) => name, check)).toEqual([]);
    });

    test('commands are judged, none is parked', async () => {
      expect(await wrongs(grownCommands, ({ name }) => name, expectJudged)).toEqual([]);
    });

    test('judged events are read from the queues of deliveries and mails', async () => {
      const samples = events.flatMap((sample) =>
        grownJson(sample.body).map(({ at, value }) => ({ name: `${sample.name}, ${at}`, body: value, sample })),
      );
      const check = ({ body, sample }: (typeof samples)[number]) => {
        expect(judgedEventOfMessage(bodyOfMessage(anSqsRecord(body)))).toMatchObject(eventMeant(sample));
      };
      expect(await wrongs(samples, ({ name }) => name, check)).toEqual([]);
    });

    test('judged events are read from the stream', async () => {
      const samples = stream.flatMap(({ name, record, reads }) =>
        grownImage(record.dynamodb?.NewImage ?? {}).map(({ at, value: NewImage }) => ({
          name: `${name}, ${at}`,
          record: { ...record, dynamodb: { ...record.dynamodb, NewImage } },
          reads,
        })),
      );
      const check = ({ record, reads }: StreamSample) => {
        expect(judgedEventOfStream(record)).toMatchObject(reads);
      };
      expect(await wrongs(samples, ({ name }) => name, check)).toEqual([]);
    });

    test.each([
      ['STATE', (sk: string) => sk === 'STATE'],
      ['EVENT', (sk: string) => sk !== 'STATE'],
    ])('%s items are read', async (_kind, isOfKind) => {
      const samples = items
        .filter(({ sk }) => isOfKind(sk))
        .flatMap((meant) => grown(meant).map(({ at, value }) => ({ name: `${itemName(meant)}, ${at}`, value, meant })));
      expect(
        await wrongs(
          samples,
          ({ name }) => name,
          ({ value, meant }) => expectItemRead(value, meant),
        ),
      ).toEqual([]);
    });

    test('deliveries are taken, by header and by body', async () => {
      const samples = deliveries.flatMap((sample) => [
        ...grownJson(sample.headers[HEADERS.facts] ?? '').map(({ at, value: facts }) => ({
          ...signed(sample, { facts }),
          name: `${sample.name}, header ${at}`,
        })),
        ...grownJson(sample.body).map(({ at, value: body }) => ({
          ...signed(sample, { body }),
          name: `${sample.name}, body ${at}`,
        })),
      ]);
      expect(await wrongs(samples, ({ name }) => name, expectTaken)).toEqual([]);
    });

    test('dead letters and parked records are told and put back', async () => {
      // A message in the old form comes from outside: it has exactly the ten fields, or it is not one.
      const own = letters.filter(({ name }) => !name.includes('form of the seed'));
      const samples = own.flatMap((sample) =>
        grownLetters(sample).map(({ at, value }) => ({ ...value, name: `${sample.name}, ${at}` })),
      );
      expect(await wrongs(samples, ({ name }) => name, expectLetterMeant)).toEqual([]);
    });

    test('account mails are read', async () => {
      const samples = mails.accountMails.flatMap((body) =>
        grownJson(body).map(({ value }) => ({ body: value, meant: JSON.parse(body) as Fields })),
      );
      const check = ({ body, meant }: (typeof samples)[number]) => {
        expect(accountMailOf(bodyOfMessage(anSqsRecord(body)))).toMatchObject(meant);
      };
      expect(await wrongs(samples, ({ body }) => body.slice(0, 40), check)).toEqual([]);
    });
  });

  test('a message of a newer major version comes again, and is not parked', async () => {
    const [sample] = commands;
    if (sample === undefined) throw new Error('no commands');
    const record = sqsRecord({
      ...sample.record,
      body: JSON.stringify({ nothing: 'that this release knows' }),
      messageAttributes: {
        ...sample.record.messageAttributes,
        Version: { dataType: 'Number', stringValue: '2' },
      } as SQSRecord['messageAttributes'],
    });
    const { parked, comeAgain, judged } = await judgeMessage(record);
    expect({ parked, comeAgain, judged }).toEqual({ parked: [], comeAgain: 1, judged: [] });
  });
});

describe.each(ADDRESS_RELEASES)('what release %s said of mail addresses', (release) => {
  const samples = read<{ messages: string[]; items: Fields[]; notices: string[] }>(release, 'addresses.json');

  test('is learned as it was meant, also with one more field in any of its objects', async () => {
    expect(await addressesOf(samples.messages)).toEqual({ items: samples.items, notices: samples.notices });
    for (const [index, message] of samples.messages.entries()) {
      for (const { value } of grownJson(message)) {
        const messages = samples.messages.with(index, value);
        expect(await addressesOf(messages)).toEqual({ items: samples.items, notices: samples.notices });
      }
    }
  });

  test('is read from the table', async () => {
    for (const item of samples.items) {
      for (const { value: Item } of [{ value: item }, ...grown(item)]) {
        const addresses = createMailAddresses({ send: async () => ({ Item }) } as never, 'Addresses');
        const { returned_at, reason, verified_at } = item;
        expect(await addresses.state(String(item.id))).toEqual({ returned_at, reason, verified_at });
      }
    }
  });

  test('is taken by the systems', () => {
    for (const notice of samples.notices)
      for (const { value } of grownJson(notice))
        expect(mailAddressNoticeSchema.parse(JSON.parse(value))).toMatchObject(JSON.parse(notice));
  });
});
