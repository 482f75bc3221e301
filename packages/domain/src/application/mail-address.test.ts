import fc from 'fast-check';
import {
  addressKeyOf,
  heldBackFor,
  type MailAddressState,
  mergeAddressStates,
  UNKNOWN_ADDRESS,
} from './mail-address.ts';

const at = (minute: number): string => new Date(Date.UTC(2026, 10, 27, 9, minute)).toISOString();
const returned = (minute: number, reason: 'bounce' | 'complaint' = 'bounce'): MailAddressState => ({
  ...UNKNOWN_ADDRESS,
  returned_at: at(minute),
  reason,
});
const verified = (minute: number): MailAddressState => ({ ...UNKNOWN_ADDRESS, verified_at: at(minute) });
const heldAfter = (...states: MailAddressState[]) => heldBackFor(states.reduce(mergeAddressStates, UNKNOWN_ADDRESS));

test('an address is known by a key that does not hold it, in whatever letters it is written', () => {
  expect(addressKeyOf(' User@Example.com ')).toBe(addressKeyOf('user@example.com'));
  expect(addressKeyOf('user@example.com')).toMatch(/^[0-9a-f]{64}$/);
  expect(addressKeyOf('user@example.com')).not.toBe(addressKeyOf('other@example.com'));
});

test('a mail that came back holds the next ones back, until its owner opens a link', () => {
  expect(heldAfter()).toBeUndefined();
  expect(heldAfter(returned(1))).toBe('bounce');
  expect(heldAfter(returned(1, 'complaint'))).toBe('complaint');
  expect(heldAfter(returned(1), verified(2))).toBeUndefined();
  expect(heldAfter(returned(1), verified(2), returned(3))).toBe('bounce');
  expect(heldAfter(returned(1), returned(2, 'complaint'))).toBe('complaint');
});

test('a bounce of before the link that comes after it changes nothing', () => {
  expect(heldAfter(verified(2), returned(1))).toBeUndefined();
  expect(heldAfter(returned(3), verified(2))).toBe('bounce');
});

test('in whatever order, and however often, what is known ends the same', () => {
  const known = fc.oneof(
    fc
      .tuple(fc.integer({ min: 0, max: 50 }), fc.constantFrom('bounce' as const, 'complaint' as const))
      .map(([minute, reason]) =>
        // Each time has only one reason.
        returned(minute * 2 + (reason === 'bounce' ? 0 : 1), reason),
      ),
    fc.integer({ min: 0, max: 100 }).map(verified),
  );
  fc.assert(
    fc.property(fc.array(known, { maxLength: 8 }), fc.infiniteStream(fc.nat()), (states, order) => {
      const shuffled = [...states, ...states]
        .map((state) => [order.next().value ?? 0, state] as const)
        .sort(([one], [other]) => one - other)
        .map(([, state]) => state);
      expect(shuffled.reduce(mergeAddressStates, UNKNOWN_ADDRESS)).toEqual(
        states.reduce(mergeAddressStates, UNKNOWN_ADDRESS),
      );
    }),
  );
});
