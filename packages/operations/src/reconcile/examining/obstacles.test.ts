import { mayOpen } from './obstacles.ts';

const NONE = { differences: [], underWay: 0, deadCommands: 0 };

test('the doors open where nothing is left', () => expect(mayOpen(NONE)).toBe(true));

test.each([
  ['a difference', { differences: ['a row'] }],
  ['a message under way', { underWay: 1 }],
  ['a dead command', { deadCommands: 1 }],
])('%s alone keeps them closed', (_what, left) => expect(mayOpen({ ...NONE, ...left })).toBe(false));
