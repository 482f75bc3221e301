/**
 * An operational error of the pipeline. Its message contains ids, rules and codes, never personal data, so it may be
 * logged. Any other error is logged by its name only: an SES error, for example, quotes the mail address.
 */
export abstract class PipelineError extends Error {
  abstract readonly code: string;
}

/** Environment variables are missing or malformed. Names them and the rule, never a value. */
export class ConfigurationError extends PipelineError {
  override readonly name = 'ConfigurationError';
  readonly code = 'configuration-invalid';
}

/** A record that can never succeed: it is parked with this reason. */
export class UnprocessableRecordError extends PipelineError {
  override readonly name = 'UnprocessableRecordError';
  readonly code = 'record-unprocessable';
  readonly reason: string;
  constructor(reason: string, options?: ErrorOptions) {
    super(reason, options);
    this.reason = reason;
  }
}

/** A system did not answer a delivery with 2xx. `status` is null if there was no answer at all. */
export class DeliveryError extends PipelineError {
  override readonly name = 'DeliveryError';
  readonly code = 'delivery-failed';
  readonly status: number | null;
  constructor(status: number | null, detail: string, options?: ErrorOptions) {
    super(`delivery failed: ${detail}`, options);
    this.status = status;
  }
}

/** EventBridge did not accept every event, even after a retry. */
export class PublishError extends PipelineError {
  override readonly name = 'PublishError';
  readonly code = 'publish-failed';
}

/** The table's answer was neither what was asked for nor a refusal that the judge understands. */
export class TableError extends PipelineError {
  override readonly name = 'TableError';
  readonly code = 'table-failed';
}

/** An earlier message of the same group failed: this one keeps its place behind it. */
export class GroupBlockedError extends PipelineError {
  override readonly name = 'GroupBlockedError';
  readonly code = 'group-blocked';
  constructor() {
    super('an earlier message of the group failed');
  }
}

/** The records before this one took too long: it is retried in another batch. */
export class OutOfTimeError extends PipelineError {
  override readonly name = 'OutOfTimeError';
  readonly code = 'out-of-time';
  constructor() {
    super('no time left in this batch');
  }
}

/** Why something failed, in one line, as {@link describeError} would log it: for dead letters. */
export function reasonOf(error: unknown): string {
  if (error instanceof PipelineError) return error.message;
  const { error: name, http_status: status, cause } = describeError(error);
  const details = [status, cause].filter((detail) => detail !== undefined);
  return details.length === 0 ? String(name) : `${name} (${details.join(', ')})`;
}

/**
 * What may be logged of any error. For a foreign error only its name and HTTP status, because its message may quote
 * data.
 */
export function describeError(error: unknown): Record<string, unknown> {
  if (error instanceof PipelineError) return { error: error.name, code: error.code, detail: error.message };
  if (!(error instanceof Error)) return { error: typeof error };
  const { $metadata: metadata } = error as { $metadata?: { httpStatusCode?: number; requestId?: string } };
  const cause = error.cause instanceof Error ? error.cause.name : undefined;
  return {
    error: error.name,
    ...(metadata === undefined ? {} : { http_status: metadata.httpStatusCode, aws_request_id: metadata.requestId }),
    ...(cause === undefined ? {} : { cause }),
  };
}
