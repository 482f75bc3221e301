import { createHash } from 'node:crypto';
import { REQUEST_ID } from '@enterwait/domain/application';
import type { RequestHandler, Response } from 'express';
import { addressOf, type Identity } from '../access/principal.ts';
import { traceparentOf } from '../app/request-context.ts';
import type { Access, PersonalData } from '../app/route.ts';
import { HttpError } from '../errors/errors.ts';
import { traceIdOf } from '../server/trace.ts';
import { type AccessEvent, type AccessOutcome, MOST_SUBJECTS } from './record.ts';
import type { AccessRecords } from './writer.ts';

/**
 * Within this time a repeated access by the same viewer from the same address counts once: a page that refreshes
 * itself, or a program that polls.
 */
const REFRESHED_MS = 10 * 60_000;
/** The same for a page that a person opens again: by reloading or going back. */
const OPENED_AGAIN_MS = 60_000;
const MOST_REMEMBERED = 10_000;

/** When each access was last recorded. When there are too many, the oldest is forgotten, and then recorded again. */
export class RecentAccesses {
  readonly #at = new Map<string, number>();
  has(key: string, now: number, within: number): boolean {
    const at = this.#at.get(key);
    return at !== undefined && now - at < within;
  }
  add(key: string, now: number): void {
    this.#at.delete(key);
    this.#at.set(key, now);
    for (const oldest of this.#at.keys()) {
      if (this.#at.size <= MOST_REMEMBERED) break;
      this.#at.delete(oldest);
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

/**
 * Whether a route must declare if it shows personal data: a page or a query that is not only for parents, who see their
 * own data.
 */
export const mustDeclare = ({ method, access, operation }: Declared): boolean =>
  typeof access !== 'string' &&
  access.some((role) => role !== 'parent') &&
  (method === 'get' || operation === undefined);

/** @throws Error for a route that does not declare whether it shows personal data: it could show it unrecorded */
export function requireDeclared(routes: readonly Declared[]): void {
  const silent = routes.filter((route) => mustDeclare(route) && route.personalData === undefined);
  if (silent.length === 0) return;
  const names = silent.map(({ method, path }) => `${method.toUpperCase()} ${path}`);
  throw new Error(
    `personalData is not declared: ${names.join(', ')} (packages/http/src/access-records/record-accesses.ts)`,
  );
}

type Noting = (subjects: Iterable<string>, outcome: AccessOutcome) => Promise<void>;

/** An access that is being recorded while its page is still read from the database. */
interface EarlyAccess {
  readonly requestId: string;
  readonly noted: Promise<void>;
}

/**
 * Declares whose personal data the answer shows: the ids of applications, or of other subjects. Recording begins at
 * once, while the page is made; the answer is sent once the record is committed.
 * @returns a promise of that; await it only where an answer is written piece by piece
 */
export function showing(res: Response, subjects: Iterable<string>): Promise<void> {
  const note = res.locals.noteAccess as Noting | undefined;
  const early = res.locals.earlyAccess as EarlyAccess | undefined;
  const shown = [...subjects];
  const isEarly = early !== undefined && shown.length === 1 && shown[0] === early.requestId;
  const noted = isEarly ? early.noted : (note?.(shown, 'shown') ?? Promise.resolve());
  // Whoever sends the answer handles the rejection.
  noted.catch(() => undefined);
  res.locals.accessNoted = noted;
  return noted;
}

export interface RecordAccessesOptions {
  readonly records: AccessRecords;
  readonly recent: RecentAccesses;
  readonly clock?: () => Date;
}

/** The handlers before and after a route's guards. */
export interface AccessHandlers {
  readonly before: readonly RequestHandler[];
  readonly behind: readonly RequestHandler[];
}

/** Keeps a route that shows personal data from sending any before the access is recorded. */
export function recordAccesses(
  { method, path, personalData }: { method: string; path: string; personalData: PersonalData | undefined },
  { records, recent, clock = () => new Date() }: RecordAccessesOptions,
): AccessHandlers {
  if (personalData === undefined || personalData === 'none') return { before: [], behind: [] };
  const operation = `${method.toUpperCase()} ${path}`;
  const page = typeof personalData === 'object' ? `GET ${personalData.refreshOf}` : operation;
  const isRefresh = typeof personalData === 'object';

  const noteFor =
    (res: Response): Noting =>
    async (subjects, outcome) => {
      const principal = (res.locals.identity as Identity | undefined)?.principal;
      // Parents see their own data; a caller without an identity sees nothing.
      if (principal === undefined || principal.role === 'parent') return;
      const at = clock();
      const event = accessOf(res, { at, operation, outcome, subjects: [...new Set(subjects)] });
      const key = keyOf(event, page);
      const within = isRefresh || principal.kind === 'key' ? REFRESHED_MS : OPENED_AGAIN_MS;
      if (recent.has(key, at.getTime(), within)) return;
      await records.note(event);
      recent.add(key, at.getTime());
    };

  const before: RequestHandler = (req, res, next) => {
    const note = noteFor(res);
    res.locals.noteAccess = note;
    // Saved, because the route's parameters are gone where errors are answered.
    res.locals.askedFor = req.params.request_id;
    holdBack(res, operation, note, next);
    next();
  };
  const behind: RequestHandler = (_req, res, next) => {
    const requestId = method === 'get' ? certainlyTheirs(res) : undefined;
    if (requestId !== undefined) res.locals.earlyAccess = { requestId, noted: noteEarly(res, requestId) };
    next();
  };
  return { before: [before], behind: [behind] };
}

/**
 * The application in the URL, if the caller may certainly see it. The database then commits the record while it is
 * queried for the page. If there is nothing to show after all, a second record with the same trace says so.
 */
function certainlyTheirs(res: Response): string | undefined {
  const { principal } = res.locals.identity as Identity;
  const { request_id: asked } = res.req.params;
  if (typeof asked !== 'string' || !REQUEST_ID.test(asked)) return undefined;
  // An application's number ends with its daycare.
  const isTheirs = principal.role !== 'staff' || asked.endsWith(principal.nurseryId ?? ' ');
  return isTheirs ? asked : undefined;
}

function noteEarly(res: Response, requestId: string): Promise<void> {
  const noted = (res.locals.noteAccess as Noting)([requestId], 'shown');
  // Whoever sends the answer handles the rejection.
  noted.catch(() => undefined);
  return noted;
}

/** Wraps `res.send`, once. Redirects and empty answers bypass it, and show nothing. */
function holdBack(res: Response, operation: string, note: Noting, fail: (error: unknown) => void): void {
  const send = res.send;
  res.send = function sendWhenNoted(body) {
    res.send = send;
    const noted = res.locals.accessNoted as Promise<void> | undefined;
    if (noted !== undefined) {
      noted.then(
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

const OUTCOMES: Readonly<Record<number, AccessOutcome>> = { 403: 'refused', 404: 'not-found' };

/** A refusal shows nothing, so nobody waits for its record. */
function noteRefused(res: Response, note: Noting): void {
  const outcome = OUTCOMES[res.statusCode];
  if (outcome === undefined) return;
  const asked: unknown = res.locals.askedFor;
  const subjects = typeof asked === 'string' && REQUEST_ID.test(asked) ? [asked] : [];
  note(subjects, outcome).catch(() => undefined);
}

function unavailable(cause: unknown): HttpError {
  const error = new HttpError(503, 'unavailable', '잠시 후 다시 시도해 주세요 / please try again in a moment');
  error.cause = cause;
  return error;
}

function accessOf(
  res: Response,
  {
    at,
    operation,
    outcome,
    subjects,
  }: Pick<AccessEvent, 'at' | 'operation' | 'outcome'> & { subjects: readonly string[] },
): AccessEvent {
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

/** An invalid id (of a broken table item) is counted, but not stored. */
const isId = (subject: string): boolean => /^[\x21-\x7e]{1,80}$/.test(subject);

/** The same list in another order is the same access; a list with one more entry is a new one. */
function keyOf({ actor_kind, actor_id, ip, outcome, subjects, subject_count }: AccessEvent, page: string): string {
  const about = [actor_kind, actor_id, ip, page, outcome, subject_count, ...subjects.split(' ').sort()];
  return createHash('sha256').update(JSON.stringify(about)).digest('base64url');
}
