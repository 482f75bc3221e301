import { z } from 'zod';
import { type Application, applicationSchema, requestIdOf } from './application.ts';
import { type Entry, entrySchema } from './entry.ts';
import { noteSchema } from './note.ts';
import { type Origin, originSchema } from './origin.ts';
import { type CommandType, commandTypeSchema } from './status.ts';

const traceparentSchema = z.string().regex(/^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/);

/** What is added to the seed's body around a command: who it is, where it comes from and when it was asked. */
const commandEnvelopeShape = {
  event_id: z.uuid(),
  type: commandTypeSchema,
  origin: originSchema,
  occurred_at: z.iso.datetime(),
  traceparent: traceparentSchema.optional(),
  note: noteSchema.optional(),
  /** Of a Request; `requested_at` is its `occurred_at`. */
  entry: entrySchema.omit({ requested_at: true }).optional(),
};
export const commandMessageSchema = applicationSchema.extend(commandEnvelopeShape);

/** A command on its way to the judge. `event_id` is a UUIDv7 given where the person asked; `occurred_at` is ISO 8601, UTC. */
export interface Command {
  readonly event_id: string;
  readonly request_id: string;
  readonly type: CommandType;
  readonly origin: Origin;
  readonly occurred_at: string;
  readonly traceparent?: string;
  readonly note?: string;
  readonly entry?: Omit<Entry, 'requested_at'>;
  readonly application: Application;
}

/** The body of the SQS message: the seed's ten fields, flat, and the envelope beside them. */
export function toCommandMessage(command: Command): string {
  const { application, request_id: _derived, ...envelope } = command;
  return JSON.stringify({ ...application, ...envelope });
}

/** What SQS knows of a message; the identity of a command in the seed's form comes from it. */
export interface MessageFacts {
  /** SQS message id, a UUID that stays the same when the message is received again. */
  readonly messageId: string;
  /** Value of the message attribute `Status`. */
  readonly status: string | undefined;
  readonly sentAt: Date;
}

/** A message that can never become a command. `reason` names field and rule, never a value: it may be logged. */
export class InvalidCommandError extends Error {
  override readonly name = 'InvalidCommandError';
  readonly reason: string;
  constructor(reason: string) {
    super(reason);
    this.reason = reason;
  }
}

/**
 * Reads a command from a message, in this project's form or in the seed's (ten fields and the attribute `Status`).
 * @throws InvalidCommandError when it can never be one.
 */
export function parseCommand(body: string, facts: MessageFacts): Command {
  const json = parseJson(body);
  const isSeedForm = typeof json === 'object' && json !== null && !('event_id' in json);
  return isSeedForm ? fromSeed(json, facts) : fromMessage(json, facts);
}

function fromMessage(json: unknown, facts: MessageFacts): Command {
  const parsed = commandMessageSchema.safeParse(json);
  if (!parsed.success) throw new InvalidCommandError(describeIssues(parsed.error));
  const { event_id, type, origin, occurred_at, traceparent, note, entry, ...application } = parsed.data;
  if (facts.status !== undefined && facts.status !== type) {
    throw new InvalidCommandError('attribute Status contradicts type');
  }
  return {
    event_id,
    request_id: requestIdOf(application),
    type,
    origin,
    occurred_at,
    ...(traceparent === undefined ? {} : { traceparent }),
    ...(note === undefined ? {} : { note }),
    ...(entry === undefined ? {} : { entry }),
    application,
  };
}

function fromSeed(json: object, facts: MessageFacts): Command {
  const type = commandTypeSchema.safeParse(facts.status);
  if (!type.success) throw new InvalidCommandError('attribute Status is missing or unknown');
  const application = applicationSchema.safeParse(json);
  if (!application.success) throw new InvalidCommandError(describeIssues(application.error));
  return {
    event_id: facts.messageId,
    request_id: requestIdOf(application.data),
    type: type.data,
    origin: type.data === 'Request' || type.data === 'Cancel' ? 'enterwait' : 'nursery',
    occurred_at: facts.sentAt.toISOString(),
    application: application.data,
  };
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw new InvalidCommandError('body is not JSON');
  }
}

/** Field names and rules of a failed parse, without any value: fit for logs and parked messages. */
export function describeIssues(error: z.ZodError): string {
  return error.issues
    .map((issue) => {
      const field =
        issue.code === 'unrecognized_keys' ? `${issue.keys.length} unknown` : issue.path.join('.') || 'body';
      return `${field}: ${issue.code}`;
    })
    .join('; ');
}
