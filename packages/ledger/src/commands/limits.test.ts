import type { CommandType } from '@enterwait/domain/protocol';
import type { Actor, Role } from '@enterwait/http/access';
import type { Transaction } from '@enterwait/http/database';
import { limitTables } from './limits.ts';

const tx = {} as Transaction;
const application = { child_id: '202403150000001', nursery_id: 'N00001', parent_email: 'user@email.com' };
const actor = (role: Role): Actor => ({ kind: 'person', id: 'p1', role, ip: '192.0.2.1', traceId: 't' });

/** The counts that a command goes through. @param refusing the rule that allows no more */
async function countedOf(type: CommandType, role: Role, refusing?: string): Promise<[string, ...string[]][]> {
  const counted: [string, ...string[]][] = [];
  const tables = limitTables(
    {
      countIn: async (_tx, name, ...of) => {
        counted.push([name, ...of]);
        return name === refusing ? { allowed: false, retryAfter: 60 } : { allowed: true, retryAfter: null };
      },
    },
    tx,
  );
  await tables.countCommand({ type, actor: actor(role), application });
  return counted;
}

test('what a parent asks is counted by who asks, by recipient, and a Request by its application', async () => {
  const both = [
    ['command-parent', 'person p1'],
    ['command-recipient', 'user@email.com'],
  ];
  expect(await countedOf('Cancel', 'parent')).toEqual(both);
  expect(await countedOf('Request', 'parent')).toEqual([...both, ['application-rounds', '202403150000001N00001']]);
});

test.each<[Role, string]>([
  ['staff', 'command-staff'],
  ['operator', 'command-operator'],
  ['program', 'command-program'],
])('what %s ask is counted by who asks alone', async (role, rule) => {
  expect(await countedOf('Cancel', role)).toEqual([[rule, 'person p1']]);
});

test.each(['command-parent', 'command-recipient', 'application-rounds'])(
  'beyond %s a command is refused',
  async (rule) => {
    await expect(countedOf('Request', 'parent', rule)).rejects.toMatchObject({
      status: 429,
      code: 'too-often',
      retryAfter: 60,
    });
  },
);
