import { inventedIds } from '../commands/signed-call.ts';
import { stateOf } from '../stack/aws.ts';
import { rowsOf } from '../stack/databases.ts';

const TABLES = [
  ['enterwait', 'command'],
  ['enterwait', 'request'],
  ['nursery', 'nursery_child'],
  ['nursery', 'command'],
  ['nursery', 'request'],
] as const;

/**
 * Takes out of both systems what a file has told them of applications that the judge has never heard of: a later file that
 * reconciles would wait in vain until they agree.
 */
export async function forgetInvented(): Promise<void> {
  for (const id of inventedIds) {
    if ((await stateOf(id)) !== undefined) continue;
    for (const [system, table] of TABLES) await rowsOf(system, `DELETE FROM ${table} WHERE request_id = ?`, [id]);
  }
  inventedIds.clear();
}
