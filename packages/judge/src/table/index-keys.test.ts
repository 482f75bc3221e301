import type { Status } from '@enterwait/domain/protocol';
import { anApplication } from '@enterwait/lambda/testing';
import fc from 'fast-check';
import { dayOf, INDEXES, indexKeysOf, nameStart, normaliseName } from './index-keys.ts';

const state = {
  request_id: '202403150000001N00001',
  status: 1 as Status,
  application: anApplication({ parent_email: 'User@Email.com', parent_name: 'Kim  Min Jun' }),
  updated_at: '2024-03-15T05:06:07.000Z',
};

test('a state is found by status, day, daycare, child, mail and both names', () => {
  expect(indexKeysOf(state)).toEqual({
    ix_day: '2024-03-15',
    ix_status_day: '1#2024-03-15',
    ix_nursery: 'N00001',
    ix_status_time: '1#2024-03-15T05:06:07.000Z',
    ix_child: '202403150000001',
    ix_email: 'user@email.com',
    ix_child_name_start: '김하',
    ix_child_name: '김하늘#202403150000001N00001',
    ix_parent_name_start: 'ki',
    ix_parent_name: 'kimminjun#202403150000001N00001',
  });
});

test('every key of every index is written', () => {
  const written = new Set([...Object.keys(indexKeysOf(state)), 'updated_at']);
  for (const { hash, range } of Object.values(INDEXES)) {
    expect(written).toContain(hash);
    expect(written).toContain(range);
  }
});

test('a state without an application is in the indexes of status and time only', () => {
  expect(Object.keys(indexKeysOf({ ...state, application: null }))).toEqual(['ix_day', 'ix_status_day']);
});

test('a name of one character is in no index of names', () => {
  const keys = indexKeysOf({ ...state, application: anApplication({ child_name: '솔' }) });
  expect(Object.keys(keys)).not.toContain('ix_child_name');
  expect(Object.keys(keys)).toContain('ix_parent_name');
});

test('whatever a name is, no key is empty or longer than DynamoDB takes', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 50 }), (name) => {
      const application = anApplication({ child_name: name, parent_name: name });
      for (const value of Object.values(indexKeysOf({ ...state, application }))) {
        expect(value.length).toBeGreaterThan(0);
        expect(Buffer.byteLength(value)).toBeLessThanOrEqual(1024);
      }
    }),
  );
});

test.each([
  ['김 하늘', '김하늘'],
  ['ＫＩＭ', 'kim'],
  ['\u1100\u1175\u11b7', '김'],
])('%j is compared as %s', (name, normalised) => {
  expect(normaliseName(name)).toBe(normalised);
});

test('a partition of names is two whole characters', () => {
  expect([nameStart('김하늘'), nameStart('😀😀a'), nameStart('김')]).toEqual(['김하', '😀😀', undefined]);
});

test.each([
  ['2024-01-01T00:00:00Z', '2024-01-01'],
  ['2023-12-31T23:59:59.999Z', '2023-12-31'],
  ['2024-03-15T01:00:00+09:00', '2024-03-14'],
])('%s is on the day %s', (moment, day) => {
  expect(dayOf(new Date(moment))).toBe(day);
});
