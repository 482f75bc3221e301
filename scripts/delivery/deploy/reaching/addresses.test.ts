import { overlaps } from './addresses.ts';

test.each<[string, string, boolean]>([
  ['10.20.0.0/20', '10.20.15.255/32', true],
  ['10.20.0.0/20', '10.20.16.0/20', false],
  ['10.20.64.0/24', '10.20.0.0/16', true],
  ['10.20.0.0/16', '10.20.64.0/24', true],
  ['10.20.64.0/24', '10.20.65.0/24', false],
  // Written with host bits set, as people do.
  ['10.20.64.7/24', '10.20.64.0/25', true],
  ['0.0.0.0/0', '255.255.255.255/32', true],
])('%s and %s share an address: %s', (one, other, shared) => {
  expect(overlaps([one], [other])).toEqual(shared ? [`${one} ∩ ${other}`] : []);
});
