import { REQUEST_ID } from '@enterwait/domain/application';
import { HttpError } from '@enterwait/http/errors';
import { z } from 'zod';
import type { KeyRange, KeyRanges } from './key-ranges.ts';

/** How far a list was read: up to and with a key of a key range, or up to the beginning of a key range. */
export interface Position {
  readonly keyRange: number;
  readonly after?: { readonly range: string; readonly requestId: string } | undefined;
}

const cursorSchema = z.tuple([z.string(), z.string().max(300).optional(), z.string().regex(REQUEST_ID).optional()]);

/** A position as text. It names its key range, so that the list may have grown by a day meanwhile. */
export function encodeCursor({ keyRange, after }: Position, keyRanges: KeyRanges): string {
  const place = keyRanges.at(keyRange);
  const parts = [
    place === undefined ? '' : nameOf(place),
    ...(after === undefined ? [] : [after.range, after.requestId]),
  ];
  return Buffer.from(JSON.stringify(parts)).toString('base64url');
}

/**
 * The position that a cursor means in the list of the same filter. It is no secret and no permission: all that it could
 * be changed to is another place in the list, and a place outside of it is refused.
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

/** A daycare is read in a key range a status, all in one partition: the status stands at the beginning of their bounds. */
const nameOf = ({ index, hash, low }: KeyRange): string =>
  `${index}:${hash}${low.includes('#') ? `:${low.slice(0, low.indexOf('#'))}` : ''}`;

/** As DynamoDB compares: by the bytes of UTF-8. */
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
