import { type Application, requestIdOf } from '@enterwait/domain/application';
import type { CommandType } from '@enterwait/domain/protocol';
import { type Actor, actorOf, requireOwn } from '@enterwait/http/access';
import { traceparentOf } from '@enterwait/http/app';
import { attempting, HttpError } from '@enterwait/http/errors';
import type { Metrics } from '@enterwait/http/server';
import type { Response } from 'express';
import type { AcceptedCommand, CommandRequest, Ledger } from './ledger.ts';

/** The requester, and the trace of the request. */
export interface Asker {
  readonly traceparent: string;
  readonly actor: Actor;
}

/** A command on an application, without its requester. */
export type CommandInput = Omit<CommandRequest, keyof Asker> & { readonly application: Application };

/**
 * Sends a command as the caller, from a form or the API, and counts the result.
 * @throws what the command throws; nothing was written then
 */
export async function submit<Accepted>(
  metrics: Pick<Metrics, 'commands'>,
  res: Response,
  type: CommandType,
  command: (asker: Asker) => Promise<Accepted>,
): Promise<Accepted> {
  try {
    const accepted = await command({ traceparent: traceparentOf(res), actor: actorOf(res) });
    metrics.commands.inc({ type, result: 'accepted' });
    return accepted;
  } catch (error) {
    metrics.commands.inc({ type, result: error instanceof HttpError ? error.code : 'failed' });
    throw error;
  }
}

/**
 * Sends the ledger a command on one of the caller's own applications.
 * @param read returns the question; an error it throws counts as the answer
 * @throws HttpError when the command is refused; nothing was written then
 */
export const submitCommand = (
  { ledger, metrics }: { readonly ledger: Ledger; readonly metrics: Pick<Metrics, 'commands'> },
  res: Response,
  type: CommandType,
  read: () => CommandInput,
): Promise<AcceptedCommand> =>
  submit(metrics, res, type, async (asker) => {
    const { application, ...question } = read();
    attempting(res, { action: type, requestId: requestIdOf(application) });
    requireOwn(asker.actor, application);
    return ledger.command(type, application, { ...question, ...asker });
  });
