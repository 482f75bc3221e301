import { REQUEST_ID } from '@enterwait/domain/application';
import { HttpError } from '@enterwait/http/errors';
import { z } from 'zod';
import type { KeyRange, KeyRanges } from './key-ranges.ts';

/** How far a list was read: up to and including a key of a key range, or up to the start of a key range. */
export interface Position {
  readonly keyRange: number;
  readonly after?: { readonly range: string; readonly requestId: string } | undefined;
}

const cursorSchema = z.tuple([z.string(), z.string().max(300).optional(), z.string().regex(REQUEST_ID).optional()]);

/** A position as text. It names its key range, so the list may have grown by a day meanwhile. */
export function encodeCursor({ keyRange, after }: Position, keyRanges: KeyRanges): string {
  const place = keyRanges.at(keyRange);
  const parts = [
    place === undefined ? '' : nameOf(place),
    ...(after === undefined ? [] : [after.range, after.requestId]),
  ];
  return Buffer.from(JSON.stringify(parts)).toString('base64url');
}

/**
 * The position of a cursor in the list of the same filter. The cursor is neither secret nor a permission: a manipulated
 * one can only point to another place in the list, and a place outside the list is refused.
 * @throws HttpError 422 `cursor-invalid`
 */
export function decodeCursor(cursor: string, keyRanges: KeyRanges): Position {
  const parsed = cursorSchema.safeParse(parseJson(Buffer.from(cursor, 'base64url').toString('utf8')));
  if (!parsed.success) throw invalid();
  const [name, range, requestId] = parsed.data;
  const [keyRange, place] = find(keyRanges, name);
  if (range === undefined || requestId === undefined) return { keyRange };
  if (isBelow(range, place.low) || isBelow(place.high, range)) throw invalid();
  return { keyRange, after: { range, requestId } };
}

/** @throws HttpError 422 `cursor-invalid` */
function find(keyRanges: KeyRanges, name: string): readonly [index: number, keyRange: KeyRange] {
  let index = 0;
  for (const keyRange of keyRanges) {
    if (nameOf(keyRange) === name) return [index, keyRange];
    index += 1;
  }
  throw invalid();
}

/** A daycare is read in one key range per status, all in one partition: the bounds start with the status. */
const nameOf = ({ index, hash, low }: KeyRange): string =>
  `${index}:${hash}${low.includes('#') ? `:${low.slice(0, low.indexOf('#'))}` : ''}`;

/** Compares like DynamoDB: by the bytes of UTF-8. */
const isBelow = (a: string, b: string): boolean => Buffer.compare(Buffer.from(a), Buffer.from(b)) < 0;

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const invalid = (): HttpError =>
  new HttpError(422, 'cursor-invalid', '목록의 위치를 알 수 없습니다 / the cursor belongs to no such list');
