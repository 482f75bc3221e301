import { anApplication } from './samples.ts';

export interface BadBody {
  readonly name: string;
  readonly body: string | Buffer;
  readonly status: number;
  readonly code: string;
  readonly contentType?: string;
}

const good = anApplication();
const withField = (field: string, value: unknown) => JSON.stringify({ ...good, [field]: value });
const without = (field: string) =>
  JSON.stringify(Object.fromEntries(Object.entries(good).filter(([name]) => name !== field)));

const missing = Object.keys(good).map(
  (field): BadBody => ({ name: `no ${field}`, body: without(field), status: 422, code: 'invalid-field' }),
);
const wrongType = Object.keys(good).map(
  (field): BadBody => ({ name: `a number as ${field}`, body: withField(field, 7), status: 400, code: 'wrong-type' }),
);

const invalid: readonly (readonly [string, string, string])[] = [
  ['a child_id of 14 digits', 'child_id', '12345678901234'],
  ['a child_id of 16 digits', 'child_id', '1234567890123456'],
  ['letters in child_id', 'child_id', '12345678901234x'],
  ['full-width digits in child_id', 'child_id', '１２３４５６７８９０１２３４５'],
  ['an injection as child_id', 'child_id', "1' OR '1'='1' --"],
  ['an empty name', 'child_name', ''],
  ['a blank name', 'child_name', '　 '],
  ['a name of 51 characters', 'child_name', '가'.repeat(51)],
  ['markup as a name', 'parent_name', '<img src=x onerror=alert(1)>'],
  ['a NUL in a name', 'parent_name', '김\u0000민준'],
  ['a lone surrogate in an address', 'parent_address', '\ud800'],
  ['a line break in an address', 'parent_address', 'a\nb'],
  ['an address of 201 characters', 'parent_address', 'a'.repeat(201)],
  ['a zero-width space in a name', 'child_name', '김\u200b하늘'],
  ['a Hangul filler as a name', 'parent_name', '\u3164'],
  ['a direction in an address', 'parent_address', '서울 \u202e9'],
  ['a tag in an address', 'parent_address', '서울\u{e0041}'],
  ['an unseen letter in a user_id', 'user_id', 'parent\u3164'],
  ['a dashed birthday', 'child_birthday', '2024-03-15'],
  ['the 30th of February', 'child_birthday', '20240230'],
  ['the 29th of February of a common year', 'child_birthday', '20230229'],
  ['a birthday in the future', 'child_birthday', '29990101'],
  ['a birthday of month 13', 'child_birthday', '20241301'],
  ['a postcode of 4 digits', 'parent_postcode', '0317'],
  ['a phone number in words', 'parent_tel', 'call me'],
  ['a mail address without a host', 'parent_email', 'user'],
  ['a mail address that injects a header', 'parent_email', 'user@email.com\r\nBcc: all@email.com'],
  ['a nursery_id without its letter', 'nursery_id', '000001'],
  ['a nursery_id of 7 characters', 'nursery_id', 'N000001'],
  ['a user_id with a space', 'user_id', 'two words'],
  ['a user_id of 65 characters', 'user_id', 'u'.repeat(65)],
];

/** Bodies that must not get in, and the expected answer to each. */
export const BAD_BODIES: readonly BadBody[] = [
  ...missing,
  ...wrongType,
  ...invalid.map(
    ([name, field, value]): BadBody => ({ name, body: withField(field, value), status: 422, code: 'invalid-field' }),
  ),
  { name: 'nothing at all', body: '', status: 422, code: 'invalid-field' },
  { name: 'text', body: 'hello', status: 400, code: 'malformed-json' },
  { name: 'half an object', body: '{"child_id": "2024', status: 400, code: 'malformed-json' },
  { name: 'a trailing comma', body: `${JSON.stringify(good).slice(0, -1)},}`, status: 400, code: 'malformed-json' },
  { name: 'null', body: 'null', status: 400, code: 'wrong-type' },
  { name: 'a string', body: '"hello"', status: 400, code: 'wrong-type' },
  { name: 'an array', body: `[${JSON.stringify(good)}]`, status: 400, code: 'wrong-type' },
  { name: 'a number', body: '1', status: 400, code: 'wrong-type' },
  { name: 'an empty object', body: '{}', status: 422, code: 'invalid-field' },
  { name: 'null as a field', body: withField('child_name', null), status: 400, code: 'wrong-type' },
  { name: 'an object as a field', body: withField('child_name', { $ne: '' }), status: 400, code: 'wrong-type' },
  { name: 'an unknown field', body: withField('priority', '100'), status: 400, code: 'unknown-field' },
  { name: 'a field in other letters', body: withField('Child_ID', good.child_id), status: 400, code: 'unknown-field' },
  {
    name: 'a __proto__',
    body: `{"__proto__":{"admin":true},${JSON.stringify(good).slice(1)}`,
    status: 400,
    code: 'unknown-field',
  },
  {
    name: 'more than 64 KB',
    body: withField('parent_address', 'a'.repeat(70_000)),
    status: 413,
    code: 'body-too-large',
  },
  {
    name: 'a form',
    body: new URLSearchParams(good).toString(),
    status: 415,
    code: 'unsupported-media-type',
    contentType: 'application/x-www-form-urlencoded',
  },
  {
    name: 'JSON that calls itself text',
    body: JSON.stringify(good),
    status: 415,
    code: 'unsupported-media-type',
    contentType: 'text/plain',
  },
  {
    name: 'JSON in another charset',
    body: JSON.stringify(good),
    status: 415,
    code: 'unsupported-media-type',
    contentType: 'application/json; charset=euc-kr',
  },
  {
    name: 'bytes that are not UTF-8',
    body: Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d]),
    status: 400,
    code: 'malformed-json',
  },
];
