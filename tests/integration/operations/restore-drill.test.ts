import { SYSTEMS } from '@enterwait/domain/protocol';
import { runDrill } from '../../../localstack/restore-drill/drill.ts';
import { isSound, renderDrill } from '../../../localstack/restore-drill/render.ts';
import { rowsOf } from '../../support/stack/databases.ts';
import { theStack } from '../../support/stack/stack.ts';

test.each(SYSTEMS)('the database of %s is lost and comes back, with what came after the backup', async (victim) => {
  const people = await rowsOf(victim, 'SELECT id, email, created_at FROM person ORDER BY id');
  const drill = await runDrill(theStack(), { victim, applications: 40 });
  console.log(renderDrill(drill));
  expect(drill.backup.rows).toBeGreaterThan(0);
  expect(drill.restored.rows).toBeGreaterThan(0);
  // The table had to help: the dump lacked everything that came after it.
  expect(drill.repaired).toBeGreaterThan(0);
  // Without the closed doors the nursery would give its last place away a second time.
  expect(drill).toMatchObject({ refused: 2, letIn: 0, overbooked: 0, waiting: 0, lost: [], disagreeing: [] });
  expect(drill.differences).toEqual([]);
  expect(isSound(drill)).toBe(true);
  expect(await rowsOf(victim, 'SELECT id, email, created_at FROM person ORDER BY id')).toEqual(people);
});
