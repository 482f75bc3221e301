import { z } from 'zod';
import {
  type Application,
  applicationSchema,
  recordedApplicationSchema,
  requestIdOf,
} from '../application/application.ts';
import { type Entry, recordedEntrySchema } from './entry.ts';
import { requireKnownMajor } from './message-version.ts';
import { type CommandType, commandTypeSchema } from './status.ts';
import { type Origin, originSchema } from './systems.ts';

/** A malformed trace context is no reason to lose a command. */
export const recordedTraceparentSchema = z
  .string()
  .regex(/^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/)
  .optional()
  .catch(undefined);

/** What makes a command answerable: its id, its application and the system that sent it. */
const identitySchema = z.looseObject({
  event_id: z.uuid(),
  type: commandTypeSchema,
  origin: originSchema,
  child_id: recordedApplicationSchema.shape.child_id,
  nursery_id: recordedApplicationSchema.shape.nursery_id,
});

/** A command as one of our own systems wrote it: the ten fields of the wire contract, flat, next to the command's own fields. */
const commandMessageSchema = recordedApplicationSchema.extend({
  ...identitySchema.shape,
  occurred_at: z.iso.datetime(),
  traceparent: recordedTraceparentSchema,
  note: z.string().optional(),
  /** Only in a Request; its `requested_at` is the command's `occurred_at`. */
  entry: recordedEntrySchema.omit({ requested_at: true }).optional(),
});

/**
 * A command on its way to the judge. `event_id` is a UUIDv7 assigned by the system that was asked; `occurred_at` is ISO
 * 8601, UTC.
 */
export interface Command {
  readonly event_id: string;
  readonly request_id: string;
  readonly type: CommandType;
  readonly origin: Origin;
  readonly occurred_at: string;
  readonly traceparent?: string;
  readonly note?: string;
  /** The round that the requester saw. If absent, the command applies to whichever round it meets. */
  readonly round?: number;
  readonly entry?: Omit<Entry, 'requested_at'>;
  readonly application: Application;
}

/**
 * A command that can be answered, because it carries its identity, but not judged. `invalid` names fields and rules,
 * never a value.
 */
export type InvalidCommand = Omit<Command, 'application' | 'entry'> & { readonly invalid: string };

/**
 * The body of the SQS message: the ten fields of the wire contract, flat, with the envelope beside them. The round is a
 * message attribute instead of a field, because a judge of the previous release would park a body with an unknown
 * field.
 */
export function toCommandMessage(command: Command): string {
  const { application, request_id: _derived, round: _attribute, ...envelope } = command;
  return JSON.stringify({ ...application, ...envelope });
}

/** Names of a command's message attributes. */
export const COMMAND_ATTRIBUTES = { status: 'Status', round: 'Round', version: 'Version' } as const;

/** What SQS knows of a message. The identity of a command in the legacy form comes from here. */
export interface MessageFacts {
  /** SQS message id: a UUID that stays the same across receives. */
  readonly messageId: string;
  /** Value of the message attribute `Status`. */
  readonly status: string | undefined;
  /** Value of the message attribute `Round`. */
  readonly round?: string | undefined;
  /** Value of the message attribute `Version`. */
  readonly version?: string | undefined;
  readonly sentAt: Date;
}

/**
 * A message that identifies no command, so nobody can be answered. `reason` names a field and a rule, never a value: it
 * may be logged.
 */
export class InvalidCommandError extends Error {
  override readonly name = 'InvalidCommandError';
  readonly reason: string;
  constructor(reason: string) {
    super(reason);
    this.reason = reason;
  }
}

/**
 * Reads a command from a message, in this project's form or in the legacy form (ten fields and the attribute `Status`).
 * The legacy form comes from outside and is checked as strictly as a request body; our own was checked when it was
 * asked.
 * @throws InvalidCommandError when it identifies no command
 * @throws NewerMessageError when a later release wrote it
 */
export function parseCommand(body: string, facts: MessageFacts): Command | InvalidCommand {
  const json = parseJson(body);
  requireKnownMajor(json, facts.version);
  const isLegacyForm = typeof json === 'object' && json !== null && !('event_id' in json);
  return isLegacyForm ? fromLegacy(json, facts) : fromMessage(json, facts);
}

function fromMessage(json: unknown, facts: MessageFacts): Command | InvalidCommand {
  const parsed = commandMessageSchema.safeParse(json);
  if (!parsed.success) return refusable(identityIn(json), facts, describeIssues(parsed.error));
  const { type, occurred_at, traceparent, note, entry } = parsed.data;
  if (facts.status !== undefined && facts.status !== type) {
    return refusable(parsed.data, facts, 'attribute Status contradicts type');
  }
  return {
    ...namesOf(parsed.data, facts),
    occurred_at,
    ...(traceparent === undefined ? {} : { traceparent }),
    ...(note === undefined ? {} : { note }),
    ...(entry === undefined ? {} : { entry: entry as Omit<Entry, 'requested_at'> }),
    application: applicationIn(parsed.data),
  };
}

type Identity = z.infer<typeof identitySchema>;

/**
 * Reads the identity in a message that is otherwise unreadable. @throws InvalidCommandError when it does not even say who must be answered
 */
function identityIn(json: unknown): Identity {
  const identity = identitySchema.safeParse(json);
  if (!identity.success) throw new InvalidCommandError(describeIssues(identity.error));
  return identity.data;
}

const namesOf = (identity: Identity, facts: MessageFacts) => ({
  event_id: identity.event_id,
  request_id: requestIdOf(identity),
  type: identity.type,
  origin: identity.origin,
  ...roundOf(facts),
});

const refusable = (identity: Identity, facts: MessageFacts, invalid: string): InvalidCommand => ({
  ...namesOf(identity, facts),
  occurred_at: facts.sentAt.toISOString(),
  invalid,
});

/** The application's fields among those of the message. Unknown fields belong to the application. */
function applicationIn(message: z.infer<typeof commandMessageSchema>): Application {
  const { event_id, type, origin, occurred_at, traceparent, note, entry, ...application } = message;
  return application;
}

function fromLegacy(json: object, facts: MessageFacts): Command {
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
    ...roundOf(facts),
    application: application.data,
  };
}

function roundOf({ round }: MessageFacts): Pick<Command, 'round'> {
  const parsed = z.coerce.number().int().min(0).safeParse(round);
  return round === undefined || !parsed.success ? {} : { round: parsed.data };
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw new InvalidCommandError('body is not JSON');
  }
}

/** Field names and rules of a failed parse, without any value: safe for logs and parked messages. */
export function describeIssues(error: z.ZodError): string {
  return error.issues
    .map((issue) => {
      const field =
        issue.code === 'unrecognized_keys' ? `${issue.keys.length} unknown` : issue.path.join('.') || 'body';
      return `${field}: ${issue.code}`;
    })
    .join('; ');
}
