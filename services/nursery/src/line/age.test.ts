import { ageOn, birthdaysOfAge } from './age.ts';

test.each([
  ['20240315', '20240315', 0, 0],
  ['20240315', '20240414', 0, 0],
  ['20240315', '20240415', 0, 1],
  ['20240315', '20250314', 0, 11],
  ['20240315', '20250315', 1, 12],
  ['20240229', '20250228', 0, 11],
  ['20240229', '20250301', 1, 12],
  ['20231231', '20240101', 0, 0],
])('born on %s, a child is on %s %i years and %i months old', (birthday, today, years, months) => {
  expect(ageOn(birthday, today)).toEqual({ years, months });
});

test('the birthdays of an age are exactly those of the children of that age', () => {
  for (const today of ['20240229', '20250228', '20250301', '20261231']) {
    for (const birthday of ['20240229', '20240228', '20230301', '20221231', '20230101', today]) {
      if (birthday > today) continue;
      const { years } = ageOn(birthday, today);
      for (const age of [0, 1, 2, 3]) {
        const { after, until } = birthdaysOfAge(age, today);
        expect([birthday, today, age, birthday > after && birthday <= until]).toEqual([
          birthday,
          today,
          age,
          years === age,
        ]);
      }
    }
  }
});
