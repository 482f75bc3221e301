import fc from 'fast-check';
import { z } from 'zod';
import { isPlainText, personName, plainText } from './text.ts';

const name = personName(50);
const note = plainText({ max: 300 });

describe('what cannot be seen or changes a direction', () => {
  const REFUSED = [
    '\u0000',
    '\u0007',
    '\n',
    '\u007f',
    '\u0085',
    '\u00ad',
    '\u034f',
    '\u061c',
    '\u115f',
    '\u1160',
    '\u17b4',
    '\u180e',
    '\u200b',
    '\u200e',
    '\u200f',
    '\u2028',
    '\u2029',
    '\u202a',
    '\u202b',
    '\u202c',
    '\u202d',
    '\u202e',
    '\u2060',
    '\u2061',
    '\u2066',
    '\u2067',
    '\u2068',
    '\u2069',
    '\u206f',
    '\u3164',
    '\ue000',
    '\ufe00',
    '\ufeff',
    '\uffa0',
    '\ufff9',
    '\ufffa',
    '\ufffb',
    '\ufffe',
    '\uffff',
    '\ud800',
    '\udc00',
    '\u{1d173}',
    '\u{e0001}',
    '\u{e0041}',
    '\u{e007f}',
    '\u{e0100}',
    '\u{f0000}',
    '\u{10fffd}',
  ];
  test.each(REFUSED)('%j is refused, in a name and in a reason, and it is said why', (character) => {
    for (const schema of [name, note]) {
      const parsed = schema.safeParse(`김${character}하늘`);
      expect(parsed.error?.issues.map(({ message }) => message)).toEqual([
        expect.stringMatching(/[가-힣].* \/ .*[a-z]/),
      ]);
    }
  });

  test.each(['\u3164', '\u115f\u1160', '\ufe0f', '\u200d', '\u200c', '\u2800'])('%j alone is no name', (text) => {
    expect(name.safeParse(text).success).toBe(false);
  });
});

describe('zero-width joiners', () => {
  test.each(['می‌خواهم', 'क्‍ष', 'نامه‌ای دوست', 'ශ්‍රී', 'a\u200db'])('stay inside the word %j', (text) => {
    expect(name.parse(text)).toBe(text.normalize('NFC'));
    expect(note.parse(text)).toBe(text.normalize('NFC'));
  });

  test.each(['👨‍👩‍👧', '👩🏽‍💻', '❤️‍🔥', '좋아요 👍🏽!', '❤️', '1️⃣', '©️'])('stay inside %s', (text) => {
    expect(note.parse(text)).toBe(text);
  });

  test.each([
    '\u200d김하늘',
    '김하늘\u200d',
    '김 \u200d 하늘',
    '김\u200d 하늘',
    '김 \u200c하늘',
    '김\u200d\u200d하늘',
    '김\u200c\u200d하늘',
    '\u200d',
    '1\u200d2',
    'a.\u200d.b',
    'a\ufe0f\ufe0fb',
    ' \ufe0f',
    'a \ufe0fb',
  ])('%j is refused: at an end, alone, twice, or between what is no word', (text) => {
    expect(note.safeParse(text).success).toBe(false);
    expect(name.safeParse(text).success).toBe(false);
  });
});

describe('a text', () => {
  test.each([
    '서울특별시 종로구 세종대로 209, 3층',
    'Straße 5/7 – «Hof»',
    '東京都 〒100',
    'a\u3000b',
    '₩100,000 (50%)',
    '\u00a0x',
  ])('%j is as it was typed', (text) => {
    expect(note.parse(text)).toBe(text.trim());
  });

  test('is counted in characters, not in halves of them, once it is composed', () => {
    const four = plainText({ max: 4 });
    expect(four.parse('😀😀😀😀')).toBe('😀😀😀😀');
    expect(four.safeParse('😀😀😀😀😀').success).toBe(false);
    expect(four.parse(' 하늘바다 '.normalize('NFD'))).toBe('하늘바다');
  });

  test('may be empty where it is said so', () => {
    expect(plainText({ max: 4, empty: true }).parse(' ')).toBe('');
    expect(note.safeParse('　').success).toBe(false);
  });

  test('of any length is looked at in no time', () => {
    for (const text of ['a\u200d'.repeat(50_000), 'a\ufe0f'.repeat(50_000), ' '.repeat(100_000), '가'.repeat(100_000)])
      isPlainText(text);
  });
});

describe('the rules as they are published', () => {
  const patternsOf = (schema: z.ZodType): RegExp[] => {
    const { pattern } = z.toJSONSchema(schema, { io: 'input' }) as { pattern: string };
    return [new RegExp(pattern, 'u')];
  };
  const wellFormed = fc.string({
    unit: fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 2 }),
      fc.constantFrom('\u200b', '\u200d', '\ufe0f', ' ', '\n', '\u3164', 'a', '가', '\u{e0041}'),
    ),
    maxLength: 12,
  });

  test.each([
    ['names', name],
    ['reasons', note],
    ['what may be empty', plainText({ max: 100, empty: true })],
  ])('say the same of %s as the check', (_what, schema) => {
    const patterns = patternsOf(schema);
    fc.assert(
      fc.property(wellFormed, (text) => {
        expect([text, patterns.every((pattern) => pattern.test(text))]).toEqual([text, schema.safeParse(text).success]);
      }),
      { numRuns: 5000 },
    );
  });

  test('hold nothing that only this language reads', () => {
    for (const { source } of [...patternsOf(name), ...patternsOf(note)]) {
      expect(source).not.toMatch(/\\p\{(?![LMN]\})|\\u\{|\(\?<|\\ud[89a-f]/i);
    }
  });
});
