import type { Request, Response } from 'express';
import type { RuleName } from '../limits/rules.ts';
import { createAuthenticator } from './credentials.ts';

const ADMIN = 'a-token-of-the-test';
const PROGRAM = { kind: 'key', id: 'agency', role: 'program' } as const;
const MAX = 20;

/** A caller at an address, and the counts recorded for it. */
function authenticating() {
  const tries = new Map<string, number>();
  const verdict = (allowed: boolean) => ({ allowed, retryAfter: allowed ? null : 300 });
  const authenticate = createAuthenticator({
    adminToken: ADMIN,
    keys: { find: async (key) => (key === 'ew_program' ? PROGRAM : undefined) },
    limits: {
      count: async (_name: RuleName, ...of) => {
        const key = of.join(' ');
        tries.set(key, (tries.get(key) ?? 0) + 1);
        return verdict((tries.get(key) ?? 0) <= MAX);
      },
      peek: async (_name: RuleName, ...of) => verdict((tries.get(of.join(' ')) ?? 0) < MAX),
    },
  });
  const bring = (bearer: string, address = '192.0.2.1') =>
    authenticate(
      { header: () => `Bearer ${bearer}`, res: { locals: { address } } } as unknown as Request,
      {} as Response,
    );
  return { tries, bring };
}

test('what is right is not counted', async () => {
  const { tries, bring } = authenticating();
  expect(await bring(ADMIN)).toMatchObject({ principal: { role: 'admin' } });
  expect(await bring('ew_program')).toEqual({ principal: PROGRAM });
  expect(tries.size).toBe(0);
});

test('an address that has guessed too often learns nothing of the admin token any more; a key that is right goes on', async () => {
  const { bring } = authenticating();
  for (let guess = 0; guess < MAX; guess++)
    await expect(bring(`guess-${guess}`)).rejects.toMatchObject({ status: 403, code: 'credential-invalid' });
  for (const bearer of ['another-guess', ADMIN])
    await expect(bring(bearer)).rejects.toMatchObject({ status: 429, code: 'too-often', retryAfter: 300 });
  expect(await bring('ew_program')).toEqual({ principal: PROGRAM });
  expect(await bring(ADMIN, '192.0.2.2')).toMatchObject({ principal: { role: 'admin' } });
});

test('an IPv6 network is one address', async () => {
  const { bring } = authenticating();
  for (let guess = 0; guess < MAX; guess++) await bring('guess', `2001:db8::${guess}`).catch(() => undefined);
  await expect(bring(ADMIN, '2001:db8::ffff')).rejects.toMatchObject({ status: 429 });
  expect(await bring(ADMIN, '2001:db8:1::1')).toBeDefined();
});

test('the admin token is good before the first migration, and while the database says nothing', async () => {
  for (const look of [() => Promise.reject(new Error('no such table')), () => new Promise<never>(() => {})]) {
    const authenticate = createAuthenticator({
      adminToken: ADMIN,
      keys: { find: async () => undefined },
      limits: { count: look, peek: look },
    });
    const req = { header: () => `Bearer ${ADMIN}`, res: { locals: { address: '192.0.2.1' } } } as unknown as Request;
    expect(await authenticate(req, {} as Response)).toMatchObject({ principal: { role: 'admin' } });
  }
});
