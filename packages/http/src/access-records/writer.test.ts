import { type AccessEvent, CHAIN_START, hashOfRecord, hashOfSeal } from './record.ts';
import { createAccessRecords } from './writer.ts';

const look = (actor_id: string): AccessEvent => ({
  at: new Date('2026-11-27T00:00:00Z'),
  actor_kind: 'person',
  actor_id,
  role: 'staff',
  operation: 'GET /waiting',
  outcome: 'shown',
  subjects: '202403150000001A00001',
  subject_count: 1,
  ip: '127.0.0.1',
  trace_id: '0'.repeat(32),
});

const COLUMNS =
  'writer seq at actor_kind actor_id role operation outcome subjects subject_count ip trace_id previous hash'.split(
    ' ',
  );

/** A database that stores what is inserted. */
function memory({ fail = () => false }: { fail?: (sql: string) => boolean } = {}) {
  const statements: Record<string, unknown>[][] = [];
  const seals: unknown[][] = [];
  const pool = {
    async execute(sql: string, values: unknown[]) {
      await new Promise((resolve) => setTimeout(resolve, 5));
      if (fail(sql)) throw Object.assign(new Error('gone'), { code: 'PROTOCOL_CONNECTION_LOST' });
      if (sql.includes('INTO access_record')) {
        const rows = Array.from({ length: values.length / COLUMNS.length }, (_, row) =>
          Object.fromEntries(COLUMNS.map((name, at) => [name, values[row * COLUMNS.length + at]])),
        );
        statements.push(rows);
      } else if (sql.includes('INTO access_seal')) {
        if (seals.some(([seq]) => seq === values[0])) throw Object.assign(new Error('dup'), { code: 'ER_DUP_ENTRY' });
        seals.push(values);
      } else if (sql.includes('FROM access_seal')) {
        const last = seals.at(-1);
        return [last === undefined ? [] : [{ seq: last[0], hash: last[6] }], []];
      }
      return [[], []];
    },
  };
  return { pool: pool as never, statements, seals };
}

const silent = { info: () => {}, warn: () => {} };

test('looks that come while another is written go together, in one chain', async () => {
  const { pool, statements, seals } = memory();
  const records = createAccessRecords({ pool, logger: silent });
  await Promise.all(['a', 'b', 'c', 'd'].map((id) => records.note(look(id))));
  expect(statements.map((rows) => rows.length)).toEqual([1, 3]);
  await records.note(look('e'));
  await records.close();
  const rows = statements.flat() as unknown as Parameters<typeof hashOfRecord>[0][];
  let previous = CHAIN_START;
  rows.forEach((row, at) => {
    expect([row.seq, row.previous]).toEqual([at + 1, previous]);
    previous = hashOfRecord(row);
    expect(row).toMatchObject({ hash: previous });
  });
  expect(seals).toEqual([[1, expect.any(Date), rows[0]?.writer, 5, previous, CHAIN_START, expect.any(String)]]);
});

test('where it is not known whether a row was written, the chain ends and another begins', async () => {
  let failing = false;
  const { pool, statements, seals } = memory({ fail: (sql) => failing && sql.includes('INTO access_record') });
  const records = createAccessRecords({ pool, logger: silent });
  await records.note(look('a'));
  failing = true;
  await expect(records.note(look('b'))).rejects.toThrow('gone');
  failing = false;
  await records.note(look('c'));
  await records.close();
  const [first, second] = statements.flat();
  expect(first?.writer).not.toBe(second?.writer);
  expect(second).toMatchObject({ actor_id: 'c', seq: 1, previous: CHAIN_START });
  // Both chains are sealed, and the seals are one chain.
  expect(seals.map(([seq, , writer]) => [seq, writer])).toEqual([
    [1, first?.writer],
    [2, second?.writer],
  ]);
  expect(seals[1]?.[5]).toBe(seals[0]?.[6]);
});

test('two processes that seal at once make one chain of seals', async () => {
  const { pool, seals } = memory();
  const both = [0, 1].map(() => createAccessRecords({ pool, logger: silent }));
  await Promise.all(both.map((records) => records.note(look('a'))));
  await Promise.all(both.map((records) => records.close()));
  expect(seals.map(([seq]) => seq)).toEqual([1, 2]);
  const [, second] = seals;
  const [seq, at, writer, last_seq, head, previous, hash] = second as [
    number,
    Date,
    string,
    number,
    string,
    string,
    string,
  ];
  expect(hashOfSeal({ seq, at, writer, last_seq, head, previous })).toBe(hash);
});
