import { z } from 'zod';

/**
 * Which characters a text entered by a person (a name, an address, a reason) may contain. Characters that are invisible
 * or change the direction of their neighbours can make two texts look alike, or make one text read as another.
 * Zero-width joiners are part of how some languages and emoji are written, so they are allowed inside words.
 */

/**
 * Code points that no text may contain, as ranges. SQS refuses U+FFFE and U+FFFF: such a command could never leave the
 * outbox.
 */
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
  [0xe000, 0xf8ff], // private use: meaning depends on the font
  [0xfe00, 0xfe0d], // variation selectors other than those of emoji
  [0xfeff, 0xfeff], // byte order mark
  [0xffa0, 0xffa0], // half-width Hangul filler
  [0xfff0, 0xfffb], // interlinear annotations
  [0xfffe, 0xffff],
  [0x1bca0, 0x1bca3], // shorthand format controls
  [0x1d173, 0x1d17a], // musical format controls
  [0xe0000, 0x10ffff], // tags, further selectors, private use
];
/** A lone surrogate stands for nothing. Other languages cannot write one, and no text contains one. */
const LONE_SURROGATES = String.raw`\ud800-\udfff`;

const hex = (code: number): string => String.raw`\u${code.toString(16).padStart(4, '0')}`;
/** Above U+FFFF every engine has its own escape syntax, but all of them accept the character itself. */
const written = (code: number): string => (code > 0xffff ? String.fromCodePoint(code) : hex(code));
const refused = REFUSED.map(([first, last]) =>
  first === last ? written(first) : `${written(first)}-${written(last)}`,
).join('');

/** What {@link String.trim} removes at the ends. */
const SPACES = String.raw`\u0009-\u000d\u0020\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff`;
const JOINERS = String.raw`\u200c\u200d`;
/** Includes unassigned parts of the blocks of marks: engines differ in which of them they know. */
const LETTERS = String.raw`\p{L}\p{M}\u20f1-\u20ff`;
/** Selects whether the preceding character is drawn as a picture. */
const SELECTORS = String.raw`\ufe0e\ufe0f`;
/** What a joiner may stand between: letters, their marks, and characters drawn as pictures. */
const JOINED = String.raw`${LETTERS}\u00a9\u00ae\u2190-\u21ff\u2300-\u27bf\u2900-\u297f\u2b00-\u2bff\u3030\u303d\u3297\u3299${written(0x1f000)}-${written(0x1faff)}`;

/**
 * The rules as one regular expression for the API description; regex engines of other languages read it too. It applies
 * to the text as sent, with spaces at its ends.
 * @param shape of what is between them
 */
const published = (shape: string): string => {
  const before = String.raw`(?:[\s\S]*`;
  const joinedBefore = `(?!${before}[^${JOINED}])?[${JOINERS}])`;
  const joinedBehind = String.raw`(?![\s\S]*[${JOINERS}](?:[^${JOINED}]|$))`;
  const selecting = `(?!${before}[${SELECTORS}${SPACES}])?[${SELECTORS}])`;
  return `^${joinedBefore}${joinedBehind}${selecting}[${SPACES}]*${shape}[${SPACES}]*$`;
};
const ANYTHING = `[^${refused}${SPACES}](?:[^${refused}]*[^${refused}${SPACES}])?`;
/** The letters and marks that {@link REFUSED} contains: a shape that allows any letter has to exclude them. */
const EMPTY_LETTERS = String.raw`\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180d\u180f\u3164\ufe00-\ufe0d\uffa0${written(0xe0100)}-${written(0xe01ef)}`;
const lettersOnly = (shape: string): string => String.raw`(?![\s\S]*[${EMPTY_LETTERS}])(?:${shape})`;

const SEEN = new RegExp(`^[^${refused}${LONE_SURROGATES}]*$`, 'u');
const JOINED_ONLY = new RegExp(`^(?:[^${JOINERS}]*[${JOINED}](?:[${JOINERS}][${JOINED}])+)*[^${JOINERS}]*$`, 'u');
const SELECTED_ONLY = new RegExp(`^(?:[^${SELECTORS}]*[^${SELECTORS}${SPACES}][${SELECTORS}])*[^${SELECTORS}]*$`, 'u');

/**
 * Whether a text contains nothing that is invisible, changes direction or is a control character; joiners only inside
 * words.
 */
export const isPlainText = (text: string): boolean =>
  SEEN.test(text) && JOINED_ONLY.test(text) && SELECTED_ONLY.test(text);

const NOT_PLAIN =
  '보이지 않는 문자, 방향을 바꾸는 문자, 제어 문자는 쓸 수 없습니다 / must not hold invisible, direction or control characters';
const TOO_LONG = (max: number): string => `최대 ${max}자입니다 / must be at most ${max} characters`;

/** Characters as a person counts them and a database stores them: code points, not UTF-16 halves. */
const isAtMost =
  (max: number) =>
  (text: string): boolean =>
    text.length <= max || (text.length <= 2 * max && Array.from(text).length <= max);

export interface TextRules {
  /** Maximum length in code points, after trimming and NFC normalisation. */
  readonly max: number;
  /** Whether an empty text is allowed. */
  readonly empty?: boolean;
  /**
   * An additional rule for every character: a pattern that other languages can read, and the message for a text that
   * breaks it.
   */
  readonly like?: { readonly pattern: string; readonly error: string };
}

/** A text entered by a person: trimmed, NFC normalised and strictly checked. For input from outside. */
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

/** A person's name, in any script. */
export const personName = (max: number) =>
  plainText({
    max,
    like: {
      pattern: String.raw`[${LETTERS}](?:[${LETTERS}\p{N} .\u00b7'\u2019${JOINERS}\u002d]*[${LETTERS}\p{N}.\u00b7'\u2019\u002d])?`,
      error: '이름에 쓸 수 없는 문자가 있습니다 / holds a character that no name has',
    },
  });

/** The requester's reason: of a daycare that rejects, an operator who cancels, a daycare whose child leaves. The parent reads it. */
export const noteSchema = plainText({ max: 300 }).meta({
  description: '사유 · reason, up to 300 characters; the parent reads it',
});
