import { beginningWith, containing } from './like.ts';

test('the signs of a pattern stand for themselves', () => {
  expect([containing('하늘'), containing(String.raw`50%_\ `)]).toEqual(['%하늘%', String.raw`%50\%\_\\ %`]);
  expect(beginningWith('wrong_credential:')).toBe(String.raw`wrong\_credential:%`);
});
