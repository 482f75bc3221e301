import { createHash } from 'node:crypto';
import { REQUEST_ID } from '@enterwait/domain/application';
import type { RequestHandler, Response } from 'express';
import { addressOf, type Identity } from '../access/principal.ts';
import { traceparentOf } from '../app/request-context.ts';
import type { Access } from '../app/route.ts';
import { isAscii } from '../body/ascii.ts';
import { HttpError } from '../errors/errors.ts';
import { traceIdOf } from '../server/trace.ts';
import type { PersonalData } from './personal-data.ts';
import { type AccessEvent, type AccessOutcome, MOST_SUBJECTS } from './record.ts';
import type { AccessRecords } from './writer.ts';

/** So long the same look of the same viewer from the same address is one: of a page that refreshes itself, or a program that polls. */
const REFRESHED_MS = 10 * 60_000;
/** The same of a page that a person opens again: reloaded, gone back to. */
const OPENED_AGAIN_MS = 60_000;
const MOST_REMEMBERED = 10_000;

/** When what was noted last; of too many the oldest is forgotten, and noted again. */
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
  throw new Error(
    `personalData is not declared: ${names.join(', ')} (packages/http/src/access-records/record-accesses.ts)`,
  );
}

type Noting = (subjects: Iterable<string>, outcome: AccessOutcome) => Promise<void>;

/** A look that is being noted while its page is still read from the database. */
interface EarlyAccess {
  readonly requestId: string;
  readonly noted: Promise<void>;
}

/**
 * Says whose personal data the answer shows: the ids of applications, or of what else it is about. The noting begins at once, so that it
 * goes on while the page is made; the answer leaves when the record is committed.
 * @returns when it is; to be awaited only where an answer is written piece by piece
 */
export function showing(res: Response, subjects: Iterable<string>): Promise<void> {
  const note = res.locals.noteLook as Noting | undefined;
  const early = res.locals.earlyAccess as EarlyAccess | undefined;
  const shown = [...subjects];
  const isEarly = early !== undefined && shown.length === 1 && shown[0] === early.requestId;
  const noted = isEarly ? early.noted : (note?.(shown, 'shown') ?? Promise.resolve());
  // Whoever sends the answer hears of it.
  noted.catch(() => undefined);
  res.locals.accessNoted = noted;
  return noted;
}

export interface RecordAccessesOptions {
  readonly records: AccessRecords;
  readonly recent: RecentAccesses;
  readonly clock?: () => Date;
}

/** What stands before and behind the guards of a route. */
export interface AccessHandlers {
  readonly before: readonly RequestHandler[];
  readonly behind: readonly RequestHandler[];
}

/** Keeps a route that shows personal data from sending any before it is noted who looks at it. */
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
      // Parents see their own; who is nobody sees nothing.
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
    res.locals.noteLook = note;
    // Kept: where errors are answered the parameters of the route are gone.
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
 * The application of the address, where who asks may surely see it: the database then commits the record while it is asked for the page. Should
 * there be nothing to show after all, a second record of the same trace says so.
 */
function certainlyTheirs(res: Response): string | undefined {
  const { principal } = res.locals.identity as Identity;
  const { request_id: asked } = res.req.params;
  if (typeof asked !== 'string' || !REQUEST_ID.test(asked)) return undefined;
  // The number of an application ends with its daycare.
  const isTheirs = principal.role !== 'staff' || asked.endsWith(principal.nurseryId ?? ' ');
  return isTheirs ? asked : undefined;
}

function noteEarly(res: Response, requestId: string): Promise<void> {
  const noted = (res.locals.noteLook as Noting)([requestId], 'shown');
  // Whoever sends the answer hears of it.
  noted.catch(() => undefined);
  return noted;
}

/** Puts itself before `res.send`, once. Redirects and empty answers do not pass by it, and show nothing. */
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

/** What is refused shows nothing, so nobody waits for its record. */
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

/** What is none (a broken item of the table) is counted, not kept. */
const isId = (subject: string): boolean => isAscii(subject) && /^[\x21-\x7e]{1,80}$/.test(subject);

/** A list in another order is the same look; one more on it is another. */
function keyOf({ actor_kind, actor_id, ip, outcome, subjects, subject_count }: AccessEvent, page: string): string {
  const about = [actor_kind, actor_id, ip, page, outcome, subject_count, ...subjects.split(' ').sort()];
  return createHash('sha256').update(JSON.stringify(about)).digest('base64url');
}
