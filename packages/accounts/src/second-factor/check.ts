import { inTransaction, type Pool, type Transaction } from '@enterwait/http/database';
import { HttpError } from '@enterwait/http/errors';
import { symmetricDecrypt, symmetricEncrypt } from 'better-auth/crypto';
import type { Auth } from '../auth/auth.ts';
import { findKept, keptForm, newRecoveryCodes } from './recovery-codes.ts';
import { stepOf } from './steps.ts';

/** `used`: it was right, and was taken before. */
export type CodeVerdict = 'right' | 'wrong' | 'used';

/** The second factors of a service's people, by the id of the account. */
export interface SecondFactors {
  /** Takes a code of the app, once: of several calls with one code a single one is told `right`. */
  takeCode(personId: string, code: string): Promise<CodeVerdict>;
  /** How many recovery codes were not used yet; 0 where there is no second factor. */
  recoveryCodesLeft(personId: string): Promise<number>;
  /** What is kept of a recovery code, by which better-auth takes it; undefined: it is none. */
  keptRecoveryCode(personId: string, typed: string): Promise<string | undefined>;
  /** Puts new recovery codes in the place of the old ones. They are kept as hashes: nobody reads them again. */
  renewRecoveryCodes(personId: string): Promise<readonly string[]>;
  /** Ends the other sessions of a person: they were begun by the password alone. */
  endOtherSessions(personId: string, sessionId: string): Promise<void>;
  /**
   * Takes a second factor away and ends all sessions.
   * @param also in the same transaction
   * @returns false where there was none
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
        '2단계 인증을 읽을 수 없습니다. 관리자에게 해제를 요청해 주세요 / your second factor cannot be read: please ask the administrator to take it away',
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
      // Encrypted as well: so better-auth reads the list, and a release before that runs beside this one.
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
