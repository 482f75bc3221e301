import { createHash } from 'node:crypto';
import { REQUEST_ID } from '@enterwait/domain';
import type { RequestHandler, Response } from 'express';
import { isAscii } from '../ascii.ts';
import { HttpError } from '../errors.ts';
import { addressOf, type Identity } from '../principal.ts';
import { traceparentOf } from '../request-context.ts';
import type { Access } from '../route.ts';
import { traceIdOf } from '../trace.ts';
import { type Look, type LookOutcome, MOST_SUBJECTS } from './record.ts';
import type { AccessRecords } from './writer.ts';

/**
 * Whether a route shows personal data of others than who asks. `recorded`: its handler says whose by {@link showing} before it answers.
 * `refreshOf`: as well, and it keeps a part of that page up to date.
 */
export type PersonalData = 'none' | 'recorded' | { readonly refreshOf: string };

/** So long the same look of the same viewer, by a page that refreshes itself or a program that polls, is one. */
const REMEMBERED_MS = 10 * 60_000;
const MOST_REMEMBERED = 10_000;

/** What was looked at lately; of too many the oldest is forgotten, and noted again. */
export class RecentLooks {
  readonly #until = new Map<string, number>();
  has(key: string, now: number): boolean {
    return (this.#until.get(key) ?? 0) > now;
  }
  add(key: string, now: number): void {
    this.#until.delete(key);
    this.#until.set(key, now + REMEMBERED_MS);
    for (const oldest of this.#until.keys()) {
      if (this.#until.size <= MOST_REMEMBERED) break;
      this.#until.delete(oldest);
    }
  }
}

interface Declared {
  readonly method: string;
  readonly path: string;
  readonly access: Access;
  readonly operation?: unknown;
  readonly personalData?: PersonalData;
}

/** Whether a route has to say if it shows personal data: a page or a query, and not for parents alone, who see their own. */
export const mustDeclare = ({ method, access, operation }: Declared): boolean =>
  typeof access !== 'string' &&
  access.some((role) => role !== 'parent') &&
  (method === 'get' || operation === undefined);

/** @throws Error for a route that does not say whether it shows personal data: it would show it to anybody, unnoted */
export function requireDeclared(routes: readonly Declared[]): void {
  const silent = routes.filter((route) => mustDeclare(route) && route.personalData === undefined);
  if (silent.length === 0) return;
  const names = silent.map(({ method, path }) => `${method.toUpperCase()} ${path}`);
  throw new Error(`personalData is not declared: ${names.join(', ')} (packages/service/src/access-records/look.ts)`);
}

type Noting = (subjects: Iterable<string>, outcome: LookOutcome) => Promise<void>;

/**
 * Says whose personal data the answer shows: the ids of applications, or of what else it is about. The noting begins at once, so that it
 * goes on while the page is made; the answer leaves when the record is committed.
 * @returns when it is; to be awaited only where an answer is written piece by piece
 */
export function showing(res: Response, subjects: Iterable<string>): Promise<void> {
  const note = res.locals.noteLook as Noting | undefined;
  const noted = note?.(subjects, 'shown') ?? Promise.resolve();
  // Whoever sends the answer hears of it.
  noted.catch(() => undefined);
  res.locals.look = noted;
  return noted;
}

export interface RecordLooksOptions {
  readonly records: AccessRecords;
  readonly recent: RecentLooks;
  readonly clock?: () => Date;
}

/** Stands before everything else of a route that shows personal data: nothing of it is sent before it is noted who looks at it. */
export function recordLooks(
  { method, path, personalData }: { method: string; path: string; personalData: PersonalData | undefined },
  { records, recent, clock = () => new Date() }: RecordLooksOptions,
): readonly RequestHandler[] {
  if (personalData === undefined || personalData === 'none') return [];
  const operation = `${method.toUpperCase()} ${path}`;
  const page = typeof personalData === 'object' ? `GET ${personalData.refreshOf}` : operation;
  const isRefresh = typeof personalData === 'object';

  const noteFor =
    (res: Response): Noting =>
    async (subjects, outcome) => {
      const principal = (res.locals.identity as Identity | undefined)?.principal;
      // Parents see their own; who is nobody sees nothing.
      if (principal === undefined || principal.role === 'parent') return;
      const at = clock();
      const look = lookOf(res, { at, operation, outcome, subjects: [...new Set(subjects)] });
      const key = keyOf(look, page);
      const isRepeat = isRefresh || principal.kind === 'key' || outcome !== 'shown';
      if (isRepeat && recent.has(key, at.getTime())) return;
      await records.note(look);
      recent.add(key, at.getTime());
    };

  return [
    (_req, res, next) => {
      const note = noteFor(res);
      res.locals.noteLook = note;
      holdBack(res, operation, note, next);
      next();
    },
  ];
}

/** Puts itself before `res.send`, once. Redirects and empty answers do not pass by it, and show nothing. */
function holdBack(res: Response, operation: string, note: Noting, fail: (error: unknown) => void): void {
  const send = res.send;
  res.send = function sendWhenNoted(body) {
    res.send = send;
    const look = res.locals.look as Promise<void> | undefined;
    if (look !== undefined) {
      look.then(
        () => send.call(res, body),
        (error: unknown) => fail(unavailable(error)),
      );
    } else if (res.statusCode < 300) {
      fail(new Error(`${operation} shows personal data and does not say whose`));
    } else {
      noteRefused(res, note);
      send.call(res, body);
    }
    return res;
  };
}

const OUTCOMES: Readonly<Record<number, LookOutcome>> = { 403: 'refused', 404: 'not-found' };

/** What is refused shows nothing, so nobody waits for its record. */
function noteRefused(res: Response, note: Noting): void {
  const outcome = OUTCOMES[res.statusCode];
  if (outcome === undefined) return;
  const asked = res.req.params.request_id;
  const subjects = typeof asked === 'string' && REQUEST_ID.test(asked) ? [asked] : [];
  note(subjects, outcome).catch(() => undefined);
}

function unavailable(cause: unknown): HttpError {
  const error = new HttpError(503, 'unavailable', '잠시 후 다시 시도해 주세요 / please try again in a moment');
  error.cause = cause;
  return error;
}

function lookOf(
  res: Response,
  { at, operation, outcome, subjects }: Pick<Look, 'at' | 'operation' | 'outcome'> & { subjects: readonly string[] },
): Look {
  const { principal } = res.locals.identity as Identity;
  return {
    at,
    actor_kind: principal.kind,
    actor_id: principal.id,
    role: principal.role,
    operation: operation.slice(0, 120),
    outcome,
    subjects: subjects.filter(isId).slice(0, MOST_SUBJECTS).join(' '),
    subject_count: subjects.length,
    ip: addressOf(res.req),
    trace_id: traceIdOf(traceparentOf(res)),
  };
}

/** What is none (a broken item of the table) is counted, not kept. */
const isId = (subject: string): boolean => isAscii(subject) && /^[\x21-\x7e]{1,80}$/.test(subject);

/** A list in another order is the same look; one more on it is another. */
function keyOf({ actor_kind, actor_id, ip, outcome, subjects, subject_count }: Look, page: string): string {
  const about = [actor_kind, actor_id, ip, page, outcome, subject_count, ...subjects.split(' ').sort()];
  return createHash('sha256').update(JSON.stringify(about)).digest('base64url');
}
