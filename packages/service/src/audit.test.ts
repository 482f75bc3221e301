import type { Response } from 'express';
import { createAudit } from './audit.ts';
import type { Pool } from './database.ts';
import type { Logger } from './logging.ts';

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
