import { createApiKeys } from './api-keys.ts';
import type { ApiKeyRow } from './table.ts';

/** A pool whose only table is `row`, and that counts queries. */
function keysOn(row: () => Partial<ApiKeyRow> | undefined) {
  let asked = 0;
  let now = Date.parse('2026-03-01T00:00:00Z');
  const connection = {
    query: async () => [[]],
    execute: async (sql: string) => {
      if (!sql.startsWith('SELECT')) return [{ affectedRows: 1 }];
      asked += 1;
      const found = row();
      return [found === undefined ? [] : [{ ...KEY, ...found }]];
    },
    release: () => {},
  };
  const keys = createApiKeys({ getConnection: async () => connection } as never, () => now);
  return { keys, asked: () => asked, pass: (ms: number) => (now += ms) };
}

const KEY: ApiKeyRow = {
  name: 'daycare',
  role: 'staff',
  user_id: null,
  nursery_id: 'N00001',
  expires_at: null,
  revoked_at: null,
  last_used_at: new Date('2026-02-28T23:59:00Z'),
};

test('a key is who it was entered for', async () => {
  const { keys } = keysOn(() => ({}));
  expect(await keys.find('ew_1')).toEqual({ kind: 'key', id: 'daycare', role: 'staff', nurseryId: 'N00001' });
});

test('what is no key is not even looked for', async () => {
  const { keys, asked } = keysOn(() => ({}));
  expect(await keys.find('guessed')).toBeUndefined();
  expect(asked()).toBe(0);
});

test('a key is believed for two seconds, then asked for again: so long may a revoked one go on', async () => {
  let revoked_at: Date | null = null;
  const { keys, asked, pass } = keysOn(() => ({ revoked_at }));
  for (const _ of [1, 2, 3]) expect(await keys.find('ew_1')).toBeDefined();
  expect(asked()).toBe(1);
  revoked_at = new Date();
  pass(2_000);
  expect(await keys.find('ew_1')).toBeUndefined();
  expect(asked()).toBe(2);
});

test('a key is worth nothing after its end, also one that is remembered', async () => {
  const { keys, pass } = keysOn(() => ({ expires_at: new Date('2026-03-01T00:00:01Z') }));
  expect(await keys.find('ew_1')).toBeDefined();
  pass(1_000);
  expect(await keys.find('ew_1')).toBeUndefined();
});

test('a key that is not known is not asked for again at once', async () => {
  const { keys, asked } = keysOn(() => undefined);
  for (const _ of [1, 2]) expect(await keys.find('ew_wrong')).toBeUndefined();
  expect(asked()).toBe(1);
});
