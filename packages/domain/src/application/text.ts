import { z } from 'zod';

/**
 * Which characters a text of a person may hold: a name, an address, a reason. What cannot be seen, or changes the direction of what stands
 * beside it, makes two texts look alike or one text say something else. Zero-width joiners belong to how some languages and emoji are
 * written: they stay, inside words.
 */

/** Code points that no text holds, as ranges. SQS refuses U+FFFE and U+FFFF: such a command could never leave the outbox. */
const REFUSED: readonly (readonly [number, number])[] = [
  [0x0000, 0x001f], // control characters
  [0x007f, 0x009f],
  [0x00ad, 0x00ad], // soft hyphen
  [0x034f, 0x034f], // grapheme joiner
  [0x061c, 0x061c], // Arabic letter mark
  [0x115f, 0x1160], // Hangul fillers: letters that are empty
  [0x17b4, 0x17b5], // Khmer vowels that are not written
  [0x180b, 0x180f], // Mongolian selectors
  [0x200b, 0x200b], // zero-width space
  [0x200e, 0x200f], // directions
  [0x2028, 0x202e], // line and paragraph separators, embedded directions
  [0x2060, 0x206f], // word joiner, invisible operators, isolated directions
  [0x3164, 0x3164], // Hangul filler
  [0xe000, 0xf8ff], // private use: whatever a font makes of it
  [0xfe00, 0xfe0d], // variation selectors other than those of emoji
  [0xfeff, 0xfeff], // byte order mark
  [0xffa0, 0xffa0], // half-width Hangul filler
  [0xfff0, 0xfffb], // interlinear annotations
  [0xfffe, 0xffff],
  [0x1bca0, 0x1bca3], // shorthand format controls
  [0x1d173, 0x1d17a], // musical format controls
  [0xe0000, 0x10ffff], // tags, further selectors, private use
];
/** A half of a pair stands for nothing. Other languages have no way to write it, and no text that holds it. */
const LONE_SURROGATES = String.raw`\ud800-\udfff`;

const hex = (code: number): string => String.raw`\u${code.toString(16).padStart(4, '0')}`;
/** Above U+FFFF every engine has an escape of its own, and all read the character itself. */
const written = (code: number): string => (code > 0xffff ? String.fromCodePoint(code) : hex(code));
const refused = REFUSED.map(([first, last]) =>
  first === last ? written(first) : `${written(first)}-${written(last)}`,
).join('');

/** What {@link String.trim} takes away at the ends. */
const SPACES = String.raw`\u0009-\u000d\u0020\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff`;
const JOINERS = String.raw`\u200c\u200d`;
/** With the rest of a block of marks that is not all assigned yet: engines differ in which of it they know. */
const LETTERS = String.raw`\p{L}\p{M}\u20f1-\u20ff`;
/** Says whether the character before is drawn as a picture. */
const SELECTORS = String.raw`\ufe0e\ufe0f`;
/** Between which a joiner may stand: letters, their marks, and what is drawn as a picture. */
const JOINED = String.raw`${LETTERS}\u00a9\u00ae\u2190-\u21ff\u2300-\u27bf\u2900-\u297f\u2b00-\u2bff\u3030\u303d\u3297\u3299${written(0x1f000)}-${written(0x1faff)}`;

/**
 * The rules as one regular expression, for the description of the API: engines of other languages read it too. It is about a text as it is
 * sent, with spaces at its ends. @param shape of what is between them
 */
const published = (shape: string): string => {
  const before = String.raw`(?:[\s\S]*`;
  const joinedBefore = `(?!${before}[^${JOINED}])?[${JOINERS}])`;
  const joinedBehind = String.raw`(?![\s\S]*[${JOINERS}](?:[^${JOINED}]|$))`;
  const selecting = `(?!${before}[${SELECTORS}${SPACES}])?[${SELECTORS}])`;
  return `^${joinedBefore}${joinedBehind}${selecting}[${SPACES}]*${shape}[${SPACES}]*$`;
};
const ANYTHING = `[^${refused}${SPACES}](?:[^${refused}]*[^${refused}${SPACES}])?`;
/** Of the letters and marks those that {@link REFUSED} has: a shape that allows any letter has to be told. */
const EMPTY_LETTERS = String.raw`\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180d\u180f\u3164\ufe00-\ufe0d\uffa0${written(0xe0100)}-${written(0xe01ef)}`;
const lettersOnly = (shape: string): string => String.raw`(?![\s\S]*[${EMPTY_LETTERS}])(?:${shape})`;

const SEEN = new RegExp(`^[^${refused}${LONE_SURROGATES}]*$`, 'u');
const JOINED_ONLY = new RegExp(`^(?:[^${JOINERS}]*[${JOINED}](?:[${JOINERS}][${JOINED}])+)*[^${JOINERS}]*$`, 'u');
const SELECTED_ONLY = new RegExp(`^(?:[^${SELECTORS}]*[^${SELECTORS}${SPACES}][${SELECTORS}])*[^${SELECTORS}]*$`, 'u');

/** Whether a text holds nothing that is invisible, changes directions or controls something; joiners inside words alone. */
export const isPlainText = (text: string): boolean =>
  SEEN.test(text) && JOINED_ONLY.test(text) && SELECTED_ONLY.test(text);

const NOT_PLAIN =
  '보이지 않는 문자, 방향을 바꾸는 문자, 제어 문자는 쓸 수 없습니다 / must not hold invisible, direction or control characters';
const TOO_LONG = (max: number): string => `최대 ${max}자입니다 / must be at most ${max} characters`;

/** Characters as a person counts them and a database keeps them, not their halves. */
const isAtMost =
  (max: number) =>
  (text: string): boolean =>
    text.length <= max || (text.length <= 2 * max && Array.from(text).length <= max);

export interface TextRules {
  /** Characters (code points) at most, once trimmed and composed (NFC). */
  readonly max: number;
  /** Nothing is a text too. */
  readonly empty?: boolean;
  /** What else every character must be: a pattern that other languages read, and what is said of a text that is none. */
  readonly like?: { readonly pattern: string; readonly error: string };
}

/** A text of a person, trimmed and composed, strictly checked: for what comes in at the door. */
export const plainText = ({ max, empty = false, like }: TextRules) => {
  const pattern = like === undefined ? undefined : new RegExp(`^(?:${like.pattern})$`, 'u');
  return z
    .string()
    .trim()
    .refine((text) => empty || text !== '', { error: '비어 있습니다 / must not be empty', abort: true })
    .refine(isPlainText, { error: NOT_PLAIN, abort: true })
    .refine((text) => pattern?.test(text) ?? true, { error: like?.error ?? '', abort: true })
    .normalize('NFC')
    .refine(isAtMost(max), { error: TOO_LONG(max) })
    .meta({
      ...(empty ? {} : { minLength: 1 }),
      maxLength: max,
      pattern: published(like === undefined ? (empty ? `(?:${ANYTHING})?` : ANYTHING) : lettersOnly(like.pattern)),
    });
};

/** The name of somebody, in any script. */
export const personName = (max: number) =>
  plainText({
    max,
    like: {
      pattern: String.raw`[${LETTERS}](?:[${LETTERS}\p{N} .\u00b7'\u2019${JOINERS}\u002d]*[${LETTERS}\p{N}.\u00b7'\u2019\u002d])?`,
      error: '이름에 쓸 수 없는 문자가 있습니다 / holds a character that no name has',
    },
  });
