import { type CommandType, move, type RefusalReason } from '@enterwait/domain/protocol';
import type { RequestRow } from '@enterwait/ledger/tables';
import { withQuery } from '@enterwait/pages/parts';
import { z } from 'zod';
import type { StaffAct } from '../line/views.ts';

type Round = RequestRow['round'];

/** How a page carries the round that it shows: in a link, in a form. A judge of the release before tells none. */
export const roundInWords = (round: Round): string => (round === null ? 'none' : String(round));

/** The same, as an address or a form brings it back. Left out: whoever sent it has seen no round. */
export const roundSchema = z
  .string()
  .regex(/^(none|\d{1,9})$/)
  .optional()
  .catch(undefined);

/** The page that asks whether to do something, about the round that the link's own page shows. */
export const addressOfAct = (
  { request_id, round }: { readonly request_id: string; readonly round: Round },
  act: StaffAct,
): string => withQuery(`/applications/${request_id}/${act}`, { round: roundInWords(round) });

/**
 * Why what a form asks cannot be done, where the form showed another round than there is now: nobody decides about an application that
 * they have not seen. Where nothing can be decided any more, the state says more than the round.
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
