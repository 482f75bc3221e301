import { type Application, requestIdOf } from '@enterwait/domain/application';
import { STATUS, type System } from '@enterwait/domain/protocol';
import { openJudgeTable } from '@enterwait/operations/reconcile';
import type { Target } from '@enterwait/operations/target';
import { createPool, type RowDataPacket } from 'mysql2/promise';

/** By how many the applications that the judge holds as accepted exceed the one place. */
export async function overbookedOf(target: Target, rivals: readonly Application[]): Promise<number> {
  const states = await openJudgeTable(target.documents, target.outputs.table_name).states(rivals.map(requestIdOf));
  return Math.max(0, [...states.values()].filter((state) => state?.status === STATUS.accepted).length - 1);
}

/** Whether each application that was answered 202 is identical in the table and in both systems. */
export async function check(
  target: Target,
  urls: Readonly<Record<System, string>>,
  sent: readonly string[],
): Promise<{ readonly lost: readonly string[]; readonly disagreeing: readonly string[] }> {
  const states = await openJudgeTable(target.documents, target.outputs.table_name).states(sent);
  const held = await Promise.all(Object.values(urls).map((url) => versionsOf(url, sent)));
  return {
    lost: sent.filter((id) => states.get(id)?.status !== STATUS.requested),
    disagreeing: sent.filter((id) => held.some((rows) => rows.get(id) !== states.get(id)?.version)),
  };
}

async function versionsOf(url: string, ids: readonly string[]): Promise<Map<string, number>> {
  return withPool(url, async (query) => {
    const rows = await query('SELECT request_id, version FROM request WHERE request_id IN (?)', [ids]);
    return new Map(rows.map(({ request_id, version }) => [String(request_id), Number(version)]));
  });
}

export const unsentOf = (url: string): Promise<string[]> =>
  withPool(url, async (query) =>
    (await query('SELECT request_id FROM outbox WHERE attempts = 0', [])).map(({ request_id }) => String(request_id)),
  );

async function withPool<T>(
  url: string,
  work: (query: (sql: string, values: unknown[]) => Promise<RowDataPacket[]>) => Promise<T>,
): Promise<T> {
  const pool = createPool({ uri: url, connectionLimit: 1 });
  try {
    return await work(async (sql, values) => (await pool.query<RowDataPacket[]>(sql, values))[0]);
  } finally {
    await pool.end();
  }
}
