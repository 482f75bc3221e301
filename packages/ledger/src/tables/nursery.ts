import type { Transaction } from '@enterwait/http/database';

export interface Nursery {
  readonly nursery_id: string;
  readonly name: string;
  readonly address: string;
  readonly capacity: number;
}

/** Inserts daycares; existing ones stay as they are. */
export async function insertNurseries(tx: Transaction, nurseries: readonly Nursery[]): Promise<void> {
  for (const { nursery_id, name, address, capacity } of nurseries) {
    await tx.execute(
      `INSERT INTO nursery (nursery_id, name, address, capacity) VALUES (?, ?, ?, ?)
       ON DUPLICATE KEY UPDATE nursery_id = VALUES(nursery_id)`,
      [nursery_id, name, address, capacity],
    );
  }
}

/** Inserts or updates a daycare. */
export async function putNursery(tx: Transaction, { nursery_id, name, address, capacity }: Nursery): Promise<void> {
  await tx.execute(
    `INSERT INTO nursery (nursery_id, name, address, capacity) VALUES (?, ?, ?, ?)
     ON DUPLICATE KEY UPDATE name = VALUES(name), address = VALUES(address), capacity = VALUES(capacity)`,
    [nursery_id, name, address, capacity],
  );
}

/** Undefined for a daycare that is not registered. */
export async function nurseryName(tx: Transaction, nurseryId: string): Promise<string | undefined> {
  const rows = await tx.query<{ name: string }>('SELECT name FROM nursery WHERE nursery_id = ?', [nurseryId]);
  return rows[0]?.name;
}

export async function lockNursery(tx: Transaction, nurseryId: string): Promise<Nursery | undefined> {
  const rows = await tx.query<Nursery>(
    'SELECT nursery_id, name, address, capacity FROM nursery WHERE nursery_id = ? FOR UPDATE',
    [nurseryId],
  );
  return rows[0];
}
