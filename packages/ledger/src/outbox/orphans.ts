import { type Application, wireApplication } from '@enterwait/domain/application';
import { type Command, type Origin, toCommandMessage } from '@enterwait/domain/protocol';
import type { OpenCommand } from '../tables/command.ts';
import type { OutboxTables, Store } from '../tables/store.ts';

/**
 * Finds commands with no answer and no outbox row: the release of 2026-11-25 deleted a row as soon as SQS had its message. Writes their
 * rows again in their original order, so that they are sent again like any other. May be repeated.
 * @param at.before only commands issued before this: a younger one may be about to be answered
 * @returns the number of applications found
 */
export async function adoptOrphans(
  store: Store<OutboxTables>,
  origin: Origin,
  at: { readonly before: Date; readonly now: Date },
): Promise<number> {
  const applications = await store.transaction((tables) => tables.orphanedApplications(at.before));
  for (const requestId of applications)
    await store.transaction((tables) => askAgain(tables, requestId, origin, at.now));
  return applications.length;
}

/** Rewrites the outbox of one application, all of it due at once. @returns how many commands are sent again */
export async function askAgain(tables: OutboxTables, requestId: string, origin: Origin, now: Date): Promise<number> {
  const row = await tables.lockRequest(requestId);
  if (row === undefined) return 0;
  const commands = (await tables.openCommands(requestId)).filter((command) => command.origin === origin);
  const known = await tables.takeOutboxOf(requestId);
  for (const command of commands) {
    const before = known.get(command.event_id);
    await tables.putBack(
      {
        event_id: command.event_id,
        request_id: requestId,
        type: command.type,
        // The parent's claims were only in the lost message; the judge takes the Request without them.
        body: before?.body ?? toCommandMessage(commandOf(command, requestId, row)),
        round: command.round,
        // A command without a row was certainly sent: SQS may still know its first deduplication id.
        attempts: before?.attempts ?? 1,
        failures: 0,
      },
      now,
    );
  }
  return commands.length;
}

const commandOf = (
  { event_id, type, origin, asked_at, note }: OpenCommand,
  requestId: string,
  row: Application,
): Command => ({
  event_id,
  request_id: requestId,
  type,
  origin,
  occurred_at: asked_at.toISOString(),
  ...(note === null ? {} : { note }),
  application: wireApplication(row),
});
