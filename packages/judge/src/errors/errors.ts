/**
 * An operational error of the pipeline. Its message names ids, rules and codes, never a person's data, so it may be
 * logged; any other error is logged by its name only (an SES error, for one, quotes the mail address).
 */
export abstract class PipelineError extends Error {
  abstract readonly code: string;
}

/** Variables of the environment are missing or malformed. Names them and the rule, never a value. */
export class ConfigurationError extends PipelineError {
  override readonly name = 'ConfigurationError';
  readonly code = 'configuration-invalid';
}

/** A record that no repetition will make succeed: it is parked with this reason. */
export class UnprocessableRecordError extends PipelineError {
  override readonly name = 'UnprocessableRecordError';
  readonly code = 'record-unprocessable';
  readonly reason: string;
  constructor(reason: string, options?: ErrorOptions) {
    super(reason, options);
    this.reason = reason;
  }
}

/** A system did not answer a delivery with 2xx. `status` is null when there was no answer at all. */
export class DeliveryError extends PipelineError {
  override readonly name = 'DeliveryError';
  readonly code = 'delivery-failed';
  readonly status: number | null;
  constructor(status: number | null, detail: string, options?: ErrorOptions) {
    super(`delivery failed: ${detail}`, options);
    this.status = status;
  }
}

/** EventBridge did not take every event, also not when asked again. */
export class PublishError extends PipelineError {
  override readonly name = 'PublishError';
  readonly code = 'publish-failed';
}

/** The table answered, but neither with what was asked for nor with a refusal that means something to the judge. */
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

/** The records before this one took too long: it comes again in another batch. */
export class OutOfTimeError extends PipelineError {
  override readonly name = 'OutOfTimeError';
  readonly code = 'out-of-time';
  constructor() {
    super('no time left in this batch');
  }
}

/** One line of why something failed, as {@link describeError} may tell it: for dead letters. */
export function reasonOf(error: unknown): string {
  if (error instanceof PipelineError) return error.message;
  const { error: name, http_status: status, cause } = describeError(error);
  const details = [status, cause].filter((detail) => detail !== undefined);
  return details.length === 0 ? String(name) : `${name} (${details.join(', ')})`;
}

/** What may be logged of any error: for a foreign one its name and HTTP status, because its message may quote data. */
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
