import { randomBytes } from 'node:crypto';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { addressKeyOf, type MailAddressMessage, REQUEST_ID } from '@enterwait/domain/application';
import { type Command, STATUS, toCommandMessage } from '@enterwait/domain/protocol';
import { v7 as uuidv7 } from 'uuid';
import { openJudgeTable } from '../reconcile/table.ts';
import { EraseError } from './errors.ts';
import { drained, type Settled, settled } from './quiet.ts';
import type { EraseOptions } from './scope.ts';
import {
  type EraseDatabase,
  type FamilyDatabase,
  type Household,
  openEraseDatabase,
  openFamilyDatabase,
} from './stores/database.ts';
import { type Letter, lettersAbout } from './stores/letters.ts';
import type { Stores } from './stores/stores.ts';
import { type EraseTable, openEraseTable } from './stores/table.ts';

/** What was done, or would be: ids and counts. */
export interface Erasure {
  readonly dryRun: boolean;
  /** Applications by their status before; `cancelled` ones were open. */
  readonly applications: readonly string[];
  readonly cancelled: readonly string[];
  /** In a dry run: the open ones with a place at a daycare, which needs `withdraw`. */
  readonly places: readonly string[];
  readonly children: number;
  readonly accounts: number;
  /** Deleted mails; `kept`: they cannot be deleted; `none`: nothing stores mails here. */
  readonly mails: number | 'kept' | 'none';
  /** Trace id of all its audit entries and cancel commands. */
  readonly traceId: string;
}

interface Sides {
  readonly stores: Stores;
  readonly judge: ReturnType<typeof openJudgeTable>;
  readonly table: EraseTable;
  readonly databases: { readonly enterwait: FamilyDatabase; readonly nursery: EraseDatabase };
}

/** Applications per round, because there may be very many of a given age. */
const PORTION = 200;
/** Restarts, if the family sends new commands while its data is being erased. */
const ROUNDS = 5;

/**
 * Erases. It can be stopped at any point and run again. The parents' system forgets an application last, and the
 * account and the children are deleted after the last application, so the next run finds whatever is left.
 * @throws EraseError
 */
export async function runEraseOn(stores: Stores, options: EraseOptions): Promise<Erasure> {
  const { documents, tableName, databaseUrls, actor } = stores;
  const sides: Sides = {
    stores,
    judge: openJudgeTable(documents, tableName),
    table: openEraseTable(documents, tableName),
    databases: {
      enterwait: openFamilyDatabase(databaseUrls.enterwait, actor),
      nursery: openEraseDatabase('nursery', databaseUrls.nursery, actor),
    },
  };
  try {
    return await erase(sides, options);
  } finally {
    await Promise.all(Object.values(sides.databases).map((database) => database.close()));
  }
}

async function erase(sides: Sides, options: EraseOptions): Promise<Erasure> {
  const { scope, dryRun, patienceMs } = options;
  const { stores, databases } = sides;
  const { enterwait } = databases;
  const traceId = randomBytes(16).toString('hex');
  const household = await enterwait.household(scope);
  const applications = new Set<string>();
  const cancelled = new Set<string>();
  const places: string[] = [];
  const addresses = new Set(household.emails);
  let forgottenMails: number | undefined = 0;

  for (let round = 1; ; round += 1) {
    const found = await applicationsOf(sides, options, household);
    for (const { request_id, emails } of found) {
      applications.add(request_id);
      for (const email of emails) addresses.add(email);
    }
    if (round === 1) await refuseLetters(stores, [...applications, ...addresses]);
    if (dryRun) {
      const holds = await sides.judge.states(found.map(({ request_id }) => request_id));
      const open = [...holds.values()].filter((state) => state !== undefined).filter(({ status }) => isOpen(status));
      for (const { request_id, status } of open) {
        cancelled.add(request_id);
        if (status === STATUS.accepted && !options.withdraw) places.push(request_id);
      }
      break;
    }
    if (found.length === 0 && round > 1) break;
    if (round > ROUNDS) {
      throw new EraseError('IN_FLIGHT', '계속 바뀌고 있습니다 (it keeps changing)');
    }
    for (let start = 0; start < found.length; start += PORTION) {
      const portion = found.slice(start, start + PORTION).map(({ request_id }) => request_id);
      let agreed = await settled({ table: sides.judge, databases }, portion, patienceMs);
      // Before anything is changed.
      refusePlaces(agreed, options);
      if (round === 1 && start === 0) await enterwait.lockOut(household);
      const open = [...agreed].filter(([, { status }]) => isOpen(status)).map(([id]) => id);
      if (open.length > 0) {
        await cancel(sides, open, traceId);
        for (const id of open) cancelled.add(id);
        agreed = await closed(sides, portion, patienceMs);
      }
      await drained(stores, patienceMs);
      await refuseLetters(stores, [...portion, ...addresses]);
      // If it stops in between, repairing the difference delivers the erased form, never the erased data.
      for (const [id, { version }] of agreed) {
        if (!(await sides.table.erase(id, version))) continue;
        if (!(await databases.nursery.eraseApplication(id, version, traceId))) continue;
        await enterwait.eraseApplication(id, version, traceId);
      }
    }
    if (stores.forgetMails !== undefined && addresses.size > 0 && scope.kind !== 'closed') {
      const forgotten = await stores.forgetMails([...addresses]);
      forgottenMails = forgotten === undefined ? undefined : (forgottenMails ?? 0) + forgotten;
    }
  }
  // Before the household, because a stopped erasure is found again through it.
  if (!dryRun && scope.kind !== 'closed') {
    await forgetAddresses(stores, addresses);
    await enterwait.eraseHousehold(household, [...addresses], traceId);
  }
  return {
    dryRun,
    applications: [...applications].sort(),
    cancelled: [...cancelled].sort(),
    places: places.sort(),
    children: household.childIds.length,
    accounts: household.personIds.length,
    mails: stores.forgetMails === undefined ? 'none' : (forgottenMails ?? 'kept'),
    traceId,
  };
}

/** Removes the record of whether mail to their addresses is suppressed. If somebody else uses the same address, that is found out again. */
async function forgetAddresses({ sqs, queues }: Stores, addresses: ReadonlySet<string>): Promise<void> {
  for (const address of addresses) {
    const message: MailAddressMessage = { mail_address: 'forgotten', address_key: addressKeyOf(address) };
    const QueueUrl = queues.queue_urls.MailFeedbackQueue;
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify(message) }));
  }
}

/** The applications in either system: one may know an application that the other has already erased. */
async function applicationsOf(
  { databases }: Sides,
  { scope }: EraseOptions,
  { childIds }: Household,
): Promise<{ request_id: string; emails: string[] }[]> {
  const emails = new Map<string, string[]>();
  for (const database of [databases.enterwait, databases.nursery]) {
    for (const { request_id, parent_email } of await database.applications(scope, childIds)) {
      emails.set(request_id, [...(emails.get(request_id) ?? []), parent_email]);
    }
  }
  return [...emails].map(([request_id, all]) => ({ request_id, emails: all }));
}

const isOpen = (status: Settled['status']): boolean => status === STATUS.requested || status === STATUS.accepted;

function refusePlaces(agreed: ReadonlyMap<string, Settled>, { withdraw }: EraseOptions): void {
  const places = [...agreed].filter(([, { status }]) => status === STATUS.accepted).map(([id]) => id);
  if (places.length === 0 || withdraw) return;
  throw new EraseError(
    'HAS_PLACE',
    `승인된 신청이 있습니다, 어린이집 자리가 없어집니다 (accepted: the child would lose its place): ${places.join(', ')}`,
  );
}

async function refuseLetters(stores: Stores, words: readonly string[]): Promise<void> {
  const letters: readonly Letter[] = await lettersAbout(stores, words);
  if (letters.length === 0) return;
  throw new EraseError(
    'DEAD_LETTERS',
    `이 가족의 데이터가 든 죽은 메시지 (dead letters with data of this family): ${letters.map(({ queue, message_id }) => `${queue} ${message_id}`).join(', ')}`,
  );
}

/** Waits until the cancels are judged and both systems know of them. */
async function closed(sides: Sides, ids: readonly string[], patienceMs: number): Promise<Map<string, Settled>> {
  const deadline = performance.now() + patienceMs;
  for (;;) {
    const agreed = await settled({ table: sides.judge, databases: sides.databases }, ids, patienceMs);
    if ([...agreed.values()].every(({ status }) => !isOpen(status))) return agreed;
    if (performance.now() >= deadline) {
      throw new EraseError('IN_FLIGHT', '취소가 아직 판정되지 않았습니다 (the cancellations are not judged yet)');
    }
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

/** Cancels as an operator does (ADR 0004): the command counts once the queue has it. */
async function cancel({ judge, stores }: Sides, ids: readonly string[], traceId: string): Promise<void> {
  const states = await judge.states(ids);
  for (const id of ids) {
    const state = states.get(id);
    if (state === undefined || !REQUEST_ID.test(id)) continue;
    const command: Command = {
      event_id: uuidv7(),
      request_id: id,
      type: 'Cancel',
      origin: 'management',
      occurred_at: new Date().toISOString(),
      traceparent: `00-${traceId}-${randomBytes(8).toString('hex')}-01`,
      application: state.application,
    };
    await stores.sqs.send(
      new SendMessageCommand({
        QueueUrl: stores.queues.queue_urls.IntegrateEventQueue,
        MessageBody: toCommandMessage(command),
        MessageGroupId: id,
        MessageDeduplicationId: command.event_id,
        MessageAttributes: { Status: { DataType: 'String', StringValue: command.type } },
      }),
    );
  }
}
