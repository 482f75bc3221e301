import type { Response } from 'express';
import type { Pool } from '../database/database.ts';
import { limitKey } from '../limits/limits.ts';
import { LIMIT_RULES, type RuleName } from '../limits/rules.ts';
import type { Logger } from '../server/logging.ts';
import { createMetrics } from '../server/metrics.ts';
import { createAudit } from './audit.ts';

const res = { req: { res: { locals: { address: '192.0.2.1' } } }, locals: {} } as unknown as Response;
const warned: unknown[] = [];
const logger = { warn: (...line: unknown[]) => warned.push(line) } as unknown as Logger;
const auditOn = (getConnection: () => Promise<unknown>) => createAudit({ getConnection } as unknown as Pool, logger);
const away = () => Promise.reject(Object.assign(new Error('away'), { code: 'ECONNREFUSED' }));

beforeEach(() => {
  warned.length = 0;
});

test('what is noted after it was done fails nobody, and is logged', async () => {
  await expect(auditOn(away).note(res, { action: 'sign-in' })).resolves.toBeUndefined();
  expect(warned).toHaveLength(1);
});

test('what must be noted first is not to be done when it cannot be', async () => {
  await expect(auditOn(away).noteFirst(res, { action: 'redrive' })).rejects.toMatchObject({
    status: 503,
    code: 'unavailable',
  });
  expect(warned).toHaveLength(1);
});

test('an entry of a transaction fails with it', async () => {
  const fails = () => Promise.reject(new Error('no disk'));
  const tx = { query: async () => [], execute: fails, insert: fails };
  await expect(auditOn(away).noteIn(tx, res, { action: 'put-key', subject: 'k' })).rejects.toThrow('no disk');
});

describe('refusals', () => {
  const answerOf = (address: string, identity?: { principal: { kind: string; id: string; role: string } }) =>
    ({ req: { res: { locals: { address } } }, locals: { address, identity } }) as unknown as Response;
  const aParent = { principal: { kind: 'person', id: 'p1', role: 'parent' } };

  /** The audit over a table in memory, with unlimited limits. */
  function bounded() {
    const rows: unknown[][] = [];
    const tries = new Map<string, number>();
    const connection = {
      query: async () => [[]],
      execute: async (_sql: string, values: unknown[]) => {
        rows.push(values);
        return [{ affectedRows: 1 }];
      },
      release: () => {},
    };
    const metrics = createMetrics('test');
    const limits = {
      isKnownRefused: () => false,
      countIn: async (_tx: unknown, name: RuleName, ...of: string[]) => {
        const key = limitKey(name, of);
        tries.set(key, (tries.get(key) ?? 0) + 1);
        const allowed = (tries.get(key) ?? 0) <= (LIMIT_RULES[name]?.max ?? Number.POSITIVE_INFINITY);
        return { allowed, retryAfter: allowed ? null : 60 };
      },
    };
    const pool = { getConnection: async () => connection } as unknown as Pool;
    const refusals = async () => (await metrics.refusals.get()).values.reduce((sum, { value }) => sum + value, 0);
    return { rows, refusals, audit: createAudit(pool, logger, { limits, metrics }) };
  }

  test('of somebody who guesses are noted once, by network; all are counted', async () => {
    const { audit, rows, refusals } = bounded();
    for (const address of ['192.0.2.1', '192.0.2.1', '192.0.2.2', '2001:db8::1', '2001:db8::2'])
      await audit.note(answerOf(address), { action: 'call', refused: 'credential-invalid', requestId: address });
    expect(rows).toHaveLength(3);
    expect(await refusals()).toBe(5);
  });

  test('of somebody known are noted by application, what was done every time', async () => {
    const { audit, rows } = bounded();
    const here = answerOf('192.0.2.1', aParent);
    for (const requestId of ['a', 'a', 'b'])
      await audit.note(here, { action: 'Cancel', refused: 'not-yours', requestId });
    for (const _ of [1, 2]) await audit.note(here, { action: 'sign-in' });
    expect(rows).toHaveLength(4);
  });

  test('of one caller do not fill the table, whatever is tried: applications, accounts, addresses', async () => {
    const most = LIMIT_RULES['refusals-noted'].max;
    const { audit, rows } = bounded();
    const tries = Array.from({ length: 3 * most }, (_, index) => index);
    for (const n of tries)
      await audit.note(answerOf('192.0.2.1', aParent), { action: 'Cancel', refused: 'not-yours', requestId: `${n}` });
    expect(rows).toHaveLength(most);
    for (const n of tries) {
      const account = { id: `account-${n}`, role: 'parent' };
      await audit.note(answerOf('192.0.2.2'), { action: 'sign-in', refused: 'too-often', account });
    }
    expect(rows).toHaveLength(2 * most);
    for (const n of tries) {
      const account = { id: 'one account', role: 'parent' };
      await audit.note(answerOf(`198.51.100.${n}`), { action: 'sign-in', refused: 'too-often', account });
    }
    expect(rows).toHaveLength(3 * most);
  });
});
