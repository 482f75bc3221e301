import { createHash } from 'node:crypto';
import { type Application, erased, requestIdOf } from '@enterwait/domain/application';
import {
  type Command,
  type CommandType,
  deliveryFactsOf,
  type JudgedEvent,
  stateAfter,
} from '@enterwait/domain/protocol';
import { insertAudit } from '@enterwait/http/audit';
import type { Transaction } from '@enterwait/http/database';
import {
  insertCommand,
  insertOutbox,
  insertUnconfirmed,
  settleCommand,
  takeKey,
  updateConfirmed,
} from '@enterwait/ledger/tables';
import { mysqlEnrolmentTables } from '../../../services/nursery/src/nursery-child.ts';
import { erasedStory } from './items.ts';
import {
  anApplication,
  type Extras,
  FULL,
  LONGEST,
  NOTE,
  nextTime,
  STORIES,
  type Told,
  TRACE,
  uuidOf,
  WITHOUT,
} from './stories.ts';

type Row = Record<string, unknown>;
const NOTED_AT = new Date('2026-11-24T01:02:03.004Z');

type Value = string | number | boolean | Date | null;
/** A transaction that keeps the written rows, under their columns' names. */
function recordingTransaction() {
  const rows: Record<string, Row[]> = {};
  const plain = (value: Value | undefined): unknown => (value instanceof Date ? value.toISOString() : value);
  const write = async (sql: string, values: readonly Value[] = []): Promise<number> => {
    const left = [...values];
    const insert = /^INSERT (?:IGNORE )?INTO (\w+) \(([^)]+)\)\s+VALUES \(([^)]+)\)/.exec(sql);
    if (insert !== null) {
      const [, into = '', columns = '', literals = ''] = insert;
      const names = columns.split(',').map((name) => name.trim());
      const given = literals.split(',').map((one) => one.trim());
      const row = Object.fromEntries(
        names.map((name, at) => [
          name,
          given[at] === '?' ? plain(left.shift()) : given[at] === 'NULL' ? null : Number(given[at]),
        ]),
      );
      rows[into] ??= [];
      const known = rows[into].find((one) => 'event_id' in row && into === 'command' && one.event_id === row.event_id);
      if (known === undefined) rows[into].push(row);
      else
        for (const name of ['outcome', 'reason', 'status', 'version', 'judged_at', 'settled_at'])
          known[name] = row[name];
      return 1;
    }
    const update = /^UPDATE (\w+) SET (.*)\s+WHERE request_id = \?$/s.exec(sql);
    if (update !== null) {
      const [, of = '', assignments = ''] = update;
      const row = rows[of]?.find((one) => one.request_id === left.at(-1));
      for (const assignment of assignments.split(','))
        if (row !== undefined) row[assignment.split('=')[0]?.trim() ?? ''] = plain(left.shift());
    }
    return 1;
  };
  const tx: Transaction = { query: async () => [], execute: write, insert: write };
  return { rows, tx };
}

/** The database of a system that has heard of everything that was judged, and has asked some things since. */
export async function rowsOf(system: 'enterwait' | 'nursery') {
  const { rows, tx } = recordingTransaction();
  const children = mysqlEnrolmentTables(tx);
  for (const { application, commands, decisions } of [...STORIES, erasedStory]) {
    const requestId = requestIdOf(application);
    const first = commands[0] as Command;
    const last = decisions.at(-1)?.event as JudgedEvent;
    const body = decisions === erasedStory.decisions ? erased(application) : application;
    await insertUnconfirmed(tx, requestId, body, null, new Date(first.occurred_at));
    for (const command of commands) if (command.origin === system) await insertCommand(tx, command);
    for (const { event } of decisions) {
      const concerns = event.origin === system || event.outcome === 'applied';
      if (concerns) await settleCommand(tx, deliveryFactsOf(event), new Date(Date.parse(event.judged_at) + 40));
    }
    if (last.version > 0) {
      const { status, version, round, entry = null } = stateAfter(last);
      const known = { application: body, status, version, round, expected: status };
      const state = { ...known, entry: body === application ? entry : null };
      await updateConfirmed(tx, requestId, state, new Date(Date.parse(last.judged_at) + 40));
      if (system === 'nursery' && status === 2) await children.insertChild(requestId, body, new Date(last.judged_at));
    }
  }
  const pending: { name: string; command: Command }[] = [];
  const ask = async (
    name: string,
    application: Application,
    type: CommandType,
    inOutbox: boolean,
    extras: Extras = WITHOUT,
  ) => {
    const at = nextTime();
    const command: Command = {
      event_id: uuidOf(at, `${system} ${name}`),
      request_id: requestIdOf(application),
      type,
      origin: system,
      occurred_at: at.toISOString(),
      ...extras,
      application,
    };
    await insertCommand(tx, command);
    if (inOutbox) await insertOutbox(tx, command, at);
    pending.push({ name, command });
    return command;
  };
  const enter = async (application: Application, at: Date) =>
    insertUnconfirmed(tx, requestIdOf(application), application, null, at);
  if (system === 'enterwait') {
    const [unsent, sent, both] = [anApplication(), anApplication(LONGEST()), anApplication()];
    for (const one of [unsent, sent, both]) await enter(one, nextTime());
    await ask('a request that SQS has not got', unsent, 'Request', true, FULL);
    await ask('a request that SQS has', sent, 'Request', false, FULL);
    await ask('a request that SQS has, and its cancel behind it', both, 'Request', false);
    await ask('the cancel behind it', both, 'Cancel', true, TRACE);
  } else {
    const requested = STORIES[0]?.application as Application;
    const accept = await ask('an accept that SQS has', requested, 'Accept', false, TRACE);
    await children.insertChild(requestIdOf(requested), requested, new Date(accept.occurred_at));
    const accepted = STORIES[2]?.application as Application;
    await ask('a leave that SQS has not got', accepted, 'Cancel', true, NOTE);
  }
  const key = {
    fingerprint: createHash('sha256').update('wire').digest('hex'),
    event_id: uuidOf(NOTED_AT, `key of ${system}`),
    version: 1,
  };
  await takeKey(tx, { owner: '', key: `key-of-${system}` }, key, NOTED_AT);
  await insertAudit(tx, {
    at: NOTED_AT,
    actor_kind: 'key',
    actor_id: 'program',
    role: 'program',
    action: 'Request',
    request_id: requestIdOf((STORIES[0] as Told).application),
    subject: null,
    outcome: 'done',
    code: null,
    ip: '127.0.0.1',
    trace_id: '4bf92f3577b34da6a3ce929d0e0e4736',
  });
  await insertAudit(tx, {
    at: NOTED_AT,
    actor_kind: 'none',
    actor_id: '',
    role: '',
    action: 'sign-in',
    request_id: null,
    subject: null,
    outcome: 'refused',
    code: 'credentials-wrong',
    ip: '::1',
    trace_id: '0'.repeat(31).concat('1'),
  });
  return { tables: rows, pending: pending.map(({ name, command }) => ({ name, reads: command })) };
}
