import { createConnection, type RowDataPacket } from 'mysql2/promise';
import type { StartedStack } from '../stack/stack.ts';
import type { SeedPlan } from './plan.ts';

/** The parts of a plan that exist already, so that a second run leaves them alone. */
export interface There {
  readonly nurseries: Record<'enterwait' | 'nursery', ReadonlySet<string>>;
  readonly children: ReadonlySet<string>;
  /** How many steps of each application were taken, by request_id. A Request in flight counts. */
  readonly steps: ReadonlyMap<string, number>;
}

const CHUNK = 500;

/** Only reads. */
export async function lookWhatIsThere(stack: StartedStack, plan: SeedPlan): Promise<There> {
  const nurseryIds = plan.nurseries.map(({ nursery_id }) => nursery_id);
  const childIds = plan.families.flatMap(({ children }) => children.map(({ child_id }) => child_id));
  const requestIds = plan.applications.map(({ request_id }) => request_id);
  const [enterwait, nursery] = await Promise.all([
    createConnection({ uri: stack.enterwaitDatabaseUrl }),
    createConnection({ uri: stack.nurseryDatabaseUrl }),
  ]);
  const rows = async <Row>(connection: typeof enterwait, sql: string, ids: readonly string[]): Promise<Row[]> => {
    const found: Row[] = [];
    for (let start = 0; start < ids.length; start += CHUNK) {
      const [some] = await connection.query<RowDataPacket[]>(sql, [ids.slice(start, start + CHUNK)]);
      found.push(...(some as Row[]));
    }
    return found;
  };
  try {
    const nurseries = (connection: typeof enterwait) =>
      rows<{ id: string }>(connection, 'SELECT nursery_id AS id FROM nursery WHERE nursery_id IN (?)', nurseryIds);
    const ids = (found: readonly { id: string }[]) => new Set(found.map(({ id }) => id));
    const steps = await rows<{ id: string; version: number }>(
      enterwait,
      'SELECT request_id AS id, version FROM request WHERE request_id IN (?)',
      requestIds,
    );
    return {
      nurseries: { enterwait: ids(await nurseries(enterwait)), nursery: ids(await nurseries(nursery)) },
      children: ids(await rows(enterwait, 'SELECT child_id AS id FROM child WHERE child_id IN (?)', childIds)),
      steps: new Map(steps.map(({ id, version }) => [id, Math.max(1, version)])),
    };
  } finally {
    await Promise.all([enterwait.end(), nursery.end()]);
  }
}
