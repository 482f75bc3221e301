import { type Application, requestIdOf } from '@enterwait/domain/application';
import type { Priority } from '@enterwait/domain/priority';
import type { CommandType } from '@enterwait/domain/protocol';
import { actorOf, requireOwn } from '@enterwait/http/access';
import { traceparentOf } from '@enterwait/http/app';
import { attempting, HttpError } from '@enterwait/http/errors';
import type { Metrics } from '@enterwait/http/server';
import type { AcceptedCommand, Ledger } from '@enterwait/ledger/commands';
import type { Response } from 'express';

/** What accompanies a form. */
export interface Asked {
  /** From the form: a second click is answered like the first. */
  readonly key: string;
  readonly priority?: Priority;
}

/**
 * A parent's command from a form takes the same path as the API: the same ledger, checks and audit.
 * @throws HttpError when it is refused; nothing was written then
 */
export async function ask(
  { ledger, metrics }: { readonly ledger: Ledger; readonly metrics: Metrics },
  res: Response,
  type: CommandType,
  application: Application,
  { key, priority }: Asked,
): Promise<AcceptedCommand> {
  attempting(res, { action: type, requestId: requestIdOf(application) });
  const actor = actorOf(res);
  try {
    requireOwn(actor, application);
    const accepted = await ledger.command(type, application, {
      traceparent: traceparentOf(res),
      idempotencyKey: `form-${key}`,
      actor,
      ...(priority === undefined ? {} : { priority }),
    });
    metrics.commands.inc({ type, result: 'accepted' });
    return accepted;
  } catch (error) {
    metrics.commands.inc({ type, result: error instanceof HttpError ? error.code : 'failed' });
    throw error;
  }
}
