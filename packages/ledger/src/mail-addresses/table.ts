import {
  addressKeyOf,
  heldBackFor,
  type MailAddressState,
  mergeAddressStates,
  type ReturnReason,
} from '@enterwait/domain/application';
import type { Transaction } from '@enterwait/http/database';

interface Row {
  readonly returned_at: Date | null;
  readonly reason: ReturnReason | null;
  readonly verified_at: Date | null;
}

const SELECT = 'SELECT returned_at, reason, verified_at FROM mail_address WHERE address_key = ?';

const stateOf = ({ returned_at, reason, verified_at }: Row): MailAddressState => ({
  returned_at: returned_at?.toISOString() ?? null,
  reason,
  verified_at: verified_at?.toISOString() ?? null,
});

/** Merges new information about an address into what is known. @returns what is known then */
export async function learnAddress(tx: Transaction, key: string, heard: MailAddressState): Promise<MailAddressState> {
  // Insert first: two concurrent reports about one address then wait for each other.
  await tx.execute(
    'INSERT INTO mail_address (address_key) VALUES (?) ON DUPLICATE KEY UPDATE address_key = address_key',
    [key],
  );
  const [row] = await tx.query<Row>(`${SELECT} FOR UPDATE`, [key]);
  const state = row === undefined ? heard : mergeAddressStates(stateOf(row), heard);
  const { returned_at, reason, verified_at } = state;
  const dateOf = (moment: string | null): Date | null => (moment === null ? null : new Date(moment));
  await tx.execute('UPDATE mail_address SET returned_at = ?, reason = ?, verified_at = ? WHERE address_key = ?', [
    dateOf(returned_at),
    reason,
    dateOf(verified_at),
    key,
  ]);
  return state;
}

/** Why mail to an address is suppressed, as far as this system knows; undefined: it is not. */
export async function returnedMail(tx: Transaction, email: string): Promise<ReturnReason | undefined> {
  const [row] = await tx.query<Row>(SELECT, [addressKeyOf(email)]);
  return row === undefined ? undefined : heldBackFor(stateOf(row));
}

/** The address's owner was erased. */
export async function forgetAddress(tx: Transaction, key: string): Promise<void> {
  await tx.execute('DELETE FROM mail_address WHERE address_key = ?', [key]);
}
