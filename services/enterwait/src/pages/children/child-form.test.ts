import { readForm } from '@enterwait/pages/forms';
import { childSchema } from './child-form.tsx';

const read = (birthday: string, name = '김하늘') =>
  readForm(childSchema, {
    method: 'POST',
    query: {},
    body: { name, birthday, postcode: '03171', address: '서울특별시 종로구 세종대로 209' },
  });

test.each(['2024-03-15', '2024.03.15', '2024. 3. 15'.replace(' 3', ' 03'), '20240315'])('a birthday as %s', (given) => {
  const form = read(given);
  expect(form.ok && form.values.birthday).toBe('20240315');
});

test.each(['2023-02-29', '15.03.2024', '2999-01-01', 'soon'])('no birthday: %s', (given) => {
  const form = read(given);
  expect(Object.keys(form.errors)).toEqual(['birthday']);
});

test('a name as the wire takes it', () => {
  expect(Object.keys(read('2024-03-15', '<b>').errors)).toEqual(['name']);
});
