import { inTransaction, type Pool, type Transaction } from '@enterwait/http/database';
import { HttpError } from '@enterwait/http/errors';
import { symmetricDecrypt, symmetricEncrypt } from 'better-auth/crypto';
import type { Auth } from '../../auth/auth.ts';
import { findKept, keptForm, newRecoveryCodes } from './recovery-codes.ts';
import { stepOf } from './steps.ts';

/** `used`: it was correct, but already used. */
type CodeVerdict = 'right' | 'wrong' | 'used';

/** The second factors of a service's people, by account id. */
export interface SecondFactors {
  /** Uses an app code, once: of several concurrent calls with one code, only one gets `right`. */
  takeCode(personId: string, code: string): Promise<CodeVerdict>;
  /** How many recovery codes are unused; 0 without a second factor. */
  recoveryCodesLeft(personId: string): Promise<number>;
  /** The stored form of a recovery code, by which better-auth accepts it; undefined: it is unknown. */
  keptRecoveryCode(personId: string, typed: string): Promise<string | undefined>;
  /** Replaces the recovery codes. They are stored as hashes, so nobody can read them again. */
  renewRecoveryCodes(personId: string): Promise<readonly string[]>;
  /** Ends a person's other sessions, which started with the password alone. */
  endOtherSessions(personId: string, sessionId: string): Promise<void>;
  /**
   * Removes a second factor and ends all sessions.
   * @param also runs in the same transaction
   * @returns false if there was none
   */
  remove(personId: string, also: (tx: Transaction) => Promise<void>): Promise<boolean>;
}

interface Row {
  readonly secret: string;
  readonly recovery_codes: string;
  readonly last_step: number | null;
}

export function createSecondFactors(auth: Auth, pool: Pool, now: () => number = Date.now): SecondFactors {
  const rowOf = async (personId: string): Promise<Row | undefined> => {
    const rows = await inTransaction(pool, (tx) =>
      tx.query<Row>('SELECT secret, recovery_codes, last_step FROM person_second_factor WHERE person_id = ?', [
        personId,
      ]),
    );
    return rows[0];
  };

  const decrypted = async (data: string): Promise<string> => {
    const { secretConfig } = await auth.$context;
    return symmetricDecrypt({ key: secretConfig, data }).catch(() => {
      throw new HttpError(
        409,
        'second-factor-unreadable',
        '2단계 인증을 읽을 수 없습니다. 관리자에게 해제를 요청해 주세요 / your second factor cannot be read: please ask the administrator to remove it',
      );
    });
  };

  const keptCodesOf = async (personId: string): Promise<readonly string[]> => {
    const row = await rowOf(personId);
    return row === undefined ? [] : (JSON.parse(await decrypted(row.recovery_codes)) as string[]);
  };

  return {
    async takeCode(personId, code) {
      const row = await rowOf(personId);
      const step = row === undefined ? undefined : await stepOf(await decrypted(row.secret), code, now());
      if (step === undefined) return 'wrong';
      const taken = await inTransaction(pool, (tx) =>
        tx.execute(
          'UPDATE person_second_factor SET last_step = ? WHERE person_id = ? AND (last_step IS NULL OR last_step < ?)',
          [step, personId, step],
        ),
      );
      return taken === 1 ? 'right' : 'used';
    },
    recoveryCodesLeft: async (personId) => (await keptCodesOf(personId)).length,
    keptRecoveryCode: async (personId, typed) => findKept(await keptCodesOf(personId), typed),
    async renewRecoveryCodes(personId) {
      const codes = newRecoveryCodes();
      const { secretConfig } = await auth.$context;
      // Encrypted as well, so that better-auth can read the list, and so can the previous release that runs beside this
      // one.
      const data = await symmetricEncrypt({ key: secretConfig, data: JSON.stringify(codes.map(keptForm)) });
      await inTransaction(pool, (tx) =>
        tx.execute('UPDATE person_second_factor SET recovery_codes = ? WHERE person_id = ?', [data, personId]),
      );
      return codes;
    },
    endOtherSessions: (personId, sessionId) =>
      inTransaction(pool, async (tx) => {
        await tx.execute('DELETE FROM person_session WHERE person_id = ? AND id <> ?', [personId, sessionId]);
      }),
    remove: (personId, also) =>
      inTransaction(pool, async (tx) => {
        const gone = await tx.execute('DELETE FROM person_second_factor WHERE person_id = ?', [personId]);
        await tx.execute('UPDATE person SET second_factor = FALSE WHERE id = ?', [personId]);
        if (gone === 0) return false;
        await tx.execute('DELETE FROM person_session WHERE person_id = ?', [personId]);
        await also(tx);
        return true;
      }),
  };
}
