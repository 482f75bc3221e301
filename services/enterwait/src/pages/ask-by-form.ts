import type { Application } from '@enterwait/domain/application';
import type { Priority } from '@enterwait/domain/priority';
import type { CommandType } from '@enterwait/domain/protocol';
import type { Metrics } from '@enterwait/http/server';
import { type AcceptedCommand, type Ledger, submitCommand } from '@enterwait/ledger/commands';
import type { Response } from 'express';

/**
 * Sends a parent's command from a form.
 * @param key of the form: a second click gets the answer of the first
 * @throws HttpError when the command is refused; nothing was written then
 */
export const askByForm = (
  parts: { readonly ledger: Ledger; readonly metrics: Metrics },
  res: Response,
  type: CommandType,
  key: string,
  asked: { readonly application: Application; readonly priority?: Priority },
): Promise<AcceptedCommand> => submitCommand(parts, res, type, () => ({ ...asked, idempotencyKey: `form-${key}` }));
