import { type CommandType, move, type RefusalReason } from '@enterwait/domain/protocol';
import type { RequestRow } from '@enterwait/ledger/tables';
import { withQuery } from '@enterwait/pages/parts';
import { z } from 'zod';
import type { StaffAct } from '../../line/views.ts';

type Round = RequestRow['round'];

/**
 * How a page carries the round it shows: in a link, in a form. Absent if a judge of the previous release reported none.
 */
export const roundInWords = (round: Round): string => (round === null ? 'none' : String(round));

/** The same, as read from a URL or a form. Absent: the sender has seen no round. */
export const roundSchema = z
  .string()
  .regex(/^(none|\d{1,9})$/)
  .optional()
  .catch(undefined);

/** The confirmation page for an action, about the round that the link's own page shows. */
export const addressOfAct = (
  { request_id, round }: { readonly request_id: string; readonly round: Round },
  act: StaffAct,
): string => withQuery(`/applications/${request_id}/${act}`, { round: roundInWords(round) });

/**
 * Why a form's action is impossible, if the form showed another round than the current one: nobody decides about an
 * application they have not seen. If nothing can be decided any more, the state explains more than the round.
 */
export function refusalOf(
  { status, round }: Pick<RequestRow, 'status' | 'round'>,
  command: CommandType,
  seen: string | undefined,
): RefusalReason | undefined {
  if (seen === roundInWords(round)) return undefined;
  const next = move(status, command, 'nursery');
  return next.legal ? 'other-round' : next.reason;
}
