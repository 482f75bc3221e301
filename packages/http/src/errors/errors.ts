import { REASON_TEXTS, type RefusalReason } from '@enterwait/domain/protocol';

/** What is wrong with a field of the body. */
export interface FieldError {
  readonly field: string;
  readonly code: string;
  readonly message: string;
}

/**
 * An error that is shown to the caller: becomes an RFC 9457 problem document with `status` and the machine-readable
 * `code`. `title` is Korean first, then English, and contains nothing that the caller has sent.
 */
export class HttpError extends Error {
  override readonly name: string = 'HttpError';
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly errors: readonly FieldError[] | undefined;

  constructor(status: number, code: string, title: string, errors?: readonly FieldError[]) {
    super(`${status} ${code}`);
    this.status = status;
    this.code = code;
    this.title = title;
    this.errors = errors;
  }
}

/** Another step must come first: a person is redirected to the page `path` of this site, a program gets the code. */
export class DetourError extends HttpError {
  override readonly name = 'DetourError';
  readonly path: string;

  constructor(status: number, code: string, title: string, path: string) {
    super(status, code, title);
    this.path = path;
  }
}

/** A command that the status table forbids: 404 for an application that does not exist, 409 otherwise. */
export class RefusedError extends HttpError {
  override readonly name = 'RefusedError';
  constructor(reason: RefusalReason) {
    const { ko, en } = REASON_TEXTS[reason];
    super(reason === 'no-application' ? 404 : 409, reason, `${ko} / ${en}`);
  }
}

/** The problem document (RFC 9457) of an error that may be shown. */
export const problemOf = (error: HttpError): Record<string, unknown> => ({
  type: `urn:enterwait:problem:${error.code}`,
  title: error.title,
  status: error.status,
  code: error.code,
  ...(error.errors === undefined ? {} : { errors: error.errors }),
});
