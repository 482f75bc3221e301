import { randomUUID } from 'node:crypto';
import type { Application } from '@enterwait/domain/application';
import { scoreAt } from '@enterwait/domain/priority';
import { queueKey, STATUS } from '@enterwait/domain/protocol';
import { inTransaction, openPool, type Pool, type Transaction } from '@enterwait/http/database';
import { waitingBefore } from '@enterwait/ledger/tables';
import { pageOfAdmitted } from '../../../services/nursery/src/line/admitted.ts';
import { boundsOf } from '../../../services/nursery/src/line/filter.ts';
import { placesOf } from '../../../services/nursery/src/line/places.ts';
import { cancelledBy, refusedSince, standingCommands } from '../../../services/nursery/src/line/staff-commands.ts';
import { countsOf, pageOfDecided, pageOfLine, positionsOf } from '../../../services/nursery/src/line/waiting-line.ts';
import { asProgram, call, post, urlOf } from '../../support/commands/api.ts';
import { aNursery, anApplication, idOf } from '../../support/commands/samples.ts';
import { databaseOf } from '../../support/stack/databases.ts';
import { eventually } from '../../support/stack/eventually.ts';
import { theStack } from '../../support/stack/stack.ts';

describe('the line of a daycare', () => {
  test('is by points, then by tie points, then by time, in both systems', async () => {
    const nursery_id = aNursery();
    const child = (): Application => anApplication({ nursery_id });
    // In the order in which they ask; the order of the line is different.
    const claims = [
      '',
      'sibling',
      'single-parent',
      'single-parent,sibling',
      'working-parents,two-infants',
      '',
      'sibling',
    ];
    const children = claims.map(child);
    for (const [index, application] of children.entries()) {
      const headers = claims[index] === '' ? {} : { 'enterwait-priority': claims[index] ?? '' };
      const answer = await post(`${urlOf('enterwait')}/enterwait/request`, application, { ...asProgram(), ...headers });
      expect(answer.status).toBe(202);
    }
    const line = [4, 3, 2, 1, 6, 0, 5];
    for (const service of ['nursery', 'enterwait'] as const) {
      await eventually(async () => {
        const positions = await Promise.all(
          line.map(async (index) => {
            const id = idOf(children[index] as Application);
            return (await call(`${urlOf(service)}/requests/${id}`, { headers: asProgram() })).json.position;
          }),
        );
        expect(positions).toEqual([1, 2, 3, 4, 5, 6, 7]);
      });
    }
    const [first] = line.map((index) => children[index] as Application);
    const { json } = await call(`${urlOf('nursery')}/requests/${idOf(first as Application)}`, { headers: asProgram() });
    expect(json.entry).toMatchObject({
      priority: { items: ['working-parents', 'two-infants'], points: 400, tie_points: 0 },
    });
  });

  test.each([
    ['enterwait-priority', '/enterwait/request', 'no-such-item', 422, 'unknown-priority-item'],
    ['enterwait-note', '/request/reject', '%E0%A4%A', 422, 'invalid-field'],
    ['enterwait-note', '/request/reject', encodeURIComponent('가'.repeat(301)), 422, 'invalid-field'],
    ['enterwait-note', '/nursery/leave', '%00', 422, 'invalid-field'],
  ])('refuses a bad header %s at %s', async (header, path, value, status, code) => {
    const url = path.startsWith('/enterwait/') ? urlOf('enterwait') : urlOf('nursery');
    const answer = await post(url + path, anApplication(), { ...asProgram(), [header]: value });
    expect([answer.status, answer.json.code]).toEqual([status, code]);
  });
});

describe('what staff look through', () => {
  const DAYCARES = 100;
  const ROWS = 10_000;
  const PREFIX = '77';
  const daycare = (number: number): string => `Q${String(number).padStart(5, '0')}`;
  let pool: Pool;

  beforeAll(async () => {
    const url = new URL(theStack().nurseryDatabaseUrl);
    pool = openPool({
      HOSTNAME: url.hostname,
      DB_PORT: Number(url.port),
      USERNAME: url.username,
      PASSWORD: url.password,
      DATABASE: url.pathname.slice(1),
      DB_POOL_SIZE: 5,
      DB_TLS: 'off',
    });
    await seed();
  });
  afterAll(async () => {
    await clear();
    await pool.end();
  });

  /** Rows that no command made: inserted straight into the tables, and removed again because other tests compare the two systems. */
  async function seed(): Promise<void> {
    await clear();
    const rows = Array.from({ length: ROWS }, (_row, index) => rowOf(index));
    const insert = async (table: string, columns: string, values: unknown[][]): Promise<void> => {
      for (let from = 0; from < values.length; from += 1000) {
        await databaseOf('nursery').query(`INSERT INTO ${table} (${columns}) VALUES ?`, [
          values.slice(from, from + 1000),
        ]);
      }
    };
    await insert(
      'request',
      'request_id, child_id, child_name, child_birthday, user_id, parent_name, parent_tel, parent_address, parent_postcode, parent_email, nursery_id, status, version, priority_rules, priority_items, points, tie_points, requested_at, queue_key, created_at, updated_at',
      rows.map(({ request }) => request),
    );
    await insert(
      'nursery_child',
      'request_id, nursery_id, child_id, child_name, child_birthday, enrolled_at',
      rows.flatMap(({ child }) => (child === undefined ? [] : [child])),
    );
    await insert(
      'command',
      'event_id, request_id, type, origin, asked_at, outcome, status, version',
      rows.map(({ command }) => command),
    );
    await databaseOf('nursery').query('ANALYZE TABLE request, nursery_child, command');
  }

  async function clear(): Promise<void> {
    for (const table of ['request', 'nursery_child', 'command'])
      await databaseOf('nursery').query(`DELETE FROM ${table} WHERE request_id LIKE '${PREFIX}%'`);
  }

  function rowOf(index: number) {
    const nursery_id = daycare(index % DAYCARES);
    const child_id = `${PREFIX}${String(index).padStart(13, '0')}`;
    const request_id = child_id + nursery_id;
    const at = new Date(Date.UTC(2026, 0, 1) + ((index * 7919) % ROWS) * 60_000);
    const claimed =
      [[], ['single-parent'], ['working-parents', 'three-children'], ['sibling']][Math.floor(index / DAYCARES) % 4] ??
      [];
    const priority = scoreAt(at, claimed);
    const status = [STATUS.requested, STATUS.requested, STATUS.accepted, STATUS.rejected, STATUS.cancelled][
      Math.floor(index / DAYCARES) % 5
    ] as number;
    const name = ['김하늘', '이서준', '박도윤', '최지우'][Math.floor(index / 7) % 4] as string;
    const birthday = `20${20 + (index % 6)}0${1 + (index % 9)}15`;
    const { rules, items, points, tie_points } = priority;
    const key = queueKey(request_id, { requested_at: at.toISOString(), priority });
    return {
      request: [
        ...[request_id, child_id, name, birthday, `p${index}`, '김민준', '010-1234-5678', '서울', '03171', 'a@b.kr'],
        ...[nursery_id, status, 1, rules, JSON.stringify(items), points, tie_points, at, key, at, at],
      ],
      child: status === STATUS.accepted ? [request_id, nursery_id, child_id, name, birthday, at] : undefined,
      command: [randomUUID(), request_id, 'Request', 'enterwait', at, 'applied', 1, 1],
    };
  }

  /** Asks the database for its query plan. @returns what it would have to read in full */
  async function scansOf(work: (tx: Transaction) => Promise<unknown>): Promise<string[]> {
    const scans: string[] = [];
    let queries = 0;
    await inTransaction(pool, (tx) =>
      work({
        ...tx,
        async query<Row>(sql: string, values: Parameters<Transaction['query']>[1] = []) {
          queries += 1;
          const plan = await tx.query<{ table: string | null; type: string | null; key: string | null }>(
            // As rows: some servers would draw a tree.
            `EXPLAIN FORMAT=TRADITIONAL ${sql}`,
            values,
          );
          for (const { table, type, key } of plan) {
            // A table that the statement itself has made in memory: one row.
            if (table === null || table.startsWith('<')) continue;
            if (type === 'ALL' || type === 'index' || key === null) scans.push(`${table} ${type} ${key}: ${sql}`);
          }
          return tx.query<Row>(sql, values);
        },
      }),
    );
    expect(queries).toBeGreaterThan(0);
    return scans;
  }

  const NOW = new Date('2026-08-01T00:00:00Z');
  const everything = boundsOf({}, NOW);
  const narrow = boundsOf({ age: 3, points: 100, from: '2026-01-01', until: '2026-12-31', name: '하늘' }, NOW);
  const inLine = (cursor = {}, bounds = everything) =>
    inTransaction(pool, (tx) => pageOfLine(tx, daycare(3), bounds, cursor));

  test('is found by indexes alone', async () => {
    const { rows, next } = await inLine();
    const ids = rows.map(({ request_id }) => request_id);
    const first = rows[0];
    if (first === undefined) throw new Error('nobody waits');
    const one = { nursery_id: daycare(3), status: first.status, queue_key: first.queue_key };
    const decided = await inTransaction(pool, (tx) => pageOfDecided(tx, daycare(3), STATUS.rejected, everything, {}));
    const cursors = [{}, { after: next }, { before: next }];
    for (const bounds of [everything, narrow]) {
      for (const cursor of cursors)
        expect(await scansOf((tx) => pageOfLine(tx, daycare(3), bounds, cursor))).toEqual([]);
      for (const cursor of [{}, { after: decided.next }, { before: decided.next }])
        expect(await scansOf((tx) => pageOfDecided(tx, daycare(3), STATUS.rejected, bounds, cursor))).toEqual([]);
      expect(await scansOf((tx) => pageOfAdmitted(tx, daycare(3), bounds, {}))).toEqual([]);
    }
    expect(await scansOf((tx) => waitingBefore(tx, one))).toEqual([]);
    expect(await scansOf((tx) => positionsOf(tx, daycare(3), rows))).toEqual([]);
    expect(await scansOf((tx) => countsOf(tx, daycare(3)))).toEqual([]);
    expect(await scansOf((tx) => standingCommands(tx, ids, new Date(0)))).toEqual([]);
    expect(await scansOf((tx) => cancelledBy(tx, ids))).toEqual([]);
    expect(await scansOf((tx) => refusedSince(tx, daycare(3), new Date('2026-01-05T00:00:00Z')))).toEqual([]);
    expect(await scansOf((tx) => placesOf(tx, daycare(3), 300))).toEqual([]);
  });

  /** Goes through a list to its end and back. */
  async function walk<Row extends { request_id: string }>(
    look: (
      cursor: object,
    ) => Promise<{ rows: readonly Row[]; next?: string | undefined; previous?: string | undefined }>,
  ): Promise<{ there: string[]; back: string[] }> {
    const there: string[] = [];
    const back: string[] = [];
    let page = await look({});
    there.push(...page.rows.map(({ request_id }) => request_id));
    while (page.next !== undefined) {
      page = await look({ after: page.next });
      there.push(...page.rows.map(({ request_id }) => request_id));
    }
    back.unshift(...page.rows.map(({ request_id }) => request_id));
    while (page.previous !== undefined) {
      page = await look({ before: page.previous });
      back.unshift(...page.rows.map(({ request_id }) => request_id));
    }
    return { there, back };
  }
  const idsBy = async (sql: string): Promise<string[]> => {
    const [rows] = await databaseOf('nursery').query(sql);
    return (rows as { request_id: string }[]).map(({ request_id }) => request_id);
  };

  test('is paged to its end and back without a gap, in order', async () => {
    const line = await walk((cursor) => inLine(cursor));
    const due = await idsBy(
      `SELECT request_id FROM request WHERE nursery_id = '${daycare(3)}' AND status = 1 ORDER BY points DESC, tie_points DESC, requested_at, request_id`,
    );
    expect(due.length).toBeGreaterThan(30);
    expect(line).toEqual({ there: due, back: due });

    const decided = await walk((cursor) =>
      inTransaction(pool, (tx) => pageOfDecided(tx, daycare(3), STATUS.rejected, everything, cursor)),
    );
    const decidedDue = await idsBy(
      `SELECT request_id FROM request WHERE nursery_id = '${daycare(3)}' AND status = 88 ORDER BY updated_at DESC, request_id DESC`,
    );
    expect(decided).toEqual({ there: decidedDue, back: decidedDue });

    const children = await walk((cursor) =>
      inTransaction(pool, (tx) => pageOfAdmitted(tx, daycare(3), everything, cursor)),
    );
    const childrenDue = await idsBy(
      `SELECT request_id FROM nursery_child WHERE nursery_id = '${daycare(3)}' ORDER BY child_name, request_id`,
    );
    expect(children).toEqual({ there: childrenDue, back: childrenDue });
  });

  test('is narrowed by age, points, days and name, and still knows the places in the whole line', async () => {
    const { there } = await walk((cursor) => inLine(cursor));
    const page = await inLine({}, boundsOf({ points: 100, name: '하늘' }, NOW));
    expect(page.rows.length).toBeGreaterThan(0);
    for (const { child_name, points } of page.rows) {
      expect(child_name).toContain('하늘');
      expect(points).toBeGreaterThanOrEqual(100);
    }
    const positions = await inTransaction(pool, (tx) => positionsOf(tx, daycare(3), page.rows));
    expect([...positions].sort((a, b) => a[1] - b[1])).toEqual(
      page.rows.map(({ request_id }) => [request_id, there.indexOf(request_id) + 1]),
    );

    const young = await inLine({}, boundsOf({ age: 2 }, NOW));
    for (const { child_birthday } of young.rows)
      expect([child_birthday > '20230801', child_birthday <= '20240801']).toEqual([true, true]);
    const day = await inLine({}, boundsOf({ from: '2026-01-03', until: '2026-01-03' }, NOW));
    for (const { requested_at } of day.rows) {
      expect(requested_at?.getTime()).toBeGreaterThanOrEqual(Date.parse('2026-01-03T00:00:00+09:00'));
      expect(requested_at?.getTime()).toBeLessThan(Date.parse('2026-01-04T00:00:00+09:00'));
    }
  });

  test('says what was refused of staff until they ask again, and what is being judged', async () => {
    const { rows } = await inLine();
    const [refused, open] = rows.map(({ request_id }) => request_id);
    if (refused === undefined || open === undefined) throw new Error('nobody waits');
    const insert = (id: string, outcome: string | null, reason: string | null) =>
      databaseOf('nursery').execute(
        `INSERT INTO command (event_id, request_id, type, origin, asked_at, outcome, reason, status, version, settled_at)
         VALUES (?, ?, 'Accept', 'nursery', UTC_TIMESTAMP(3), ?, ?, 1, 1, UTC_TIMESTAMP(3))`,
        [randomUUID(), id, outcome, reason],
      );
    await insert(refused, 'refused', 'already-cancelled');
    await insert(open, null, null);
    const look = (since = new Date(Date.now() - 3_600_000)) =>
      inTransaction(pool, async (tx) => ({
        standing: [...(await standingCommands(tx, [refused, open], since)).values()].map(({ outcome }) => outcome),
        refused: (await refusedSince(tx, daycare(3), since)).map(({ request_id, reason }) => [request_id, reason]),
      }));
    expect(await look()).toEqual({ standing: ['refused', null], refused: [[refused, 'already-cancelled']] });
    // Whatever became of the application, this was not done.
    await databaseOf('nursery').execute('UPDATE request SET version = 2 WHERE request_id = ?', [refused]);
    expect(await look()).toEqual({ standing: ['refused', null], refused: [[refused, 'already-cancelled']] });
    expect(await look(new Date(Date.now() + 3_600_000))).toEqual({ standing: [null], refused: [] });
    await insert(refused, null, null);
    expect(await look()).toEqual({ standing: [null, null], refused: [] });
  });
});
