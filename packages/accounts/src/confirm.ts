import type { NamedLimits, PasswordCheck } from '@enterwait/service';
import type { Auth } from './auth.ts';

/** Asks for the password once more before what cannot be taken back: whoever found a telephone open does not know it. */
export const createConfirm =
  (auth: Auth, limits: Pick<NamedLimits, 'count' | 'clear'>) =>
  async (personId: string, password: string): Promise<PasswordCheck> => {
    const { allowed, retryAfter } = await limits.count('confirm-password', personId);
    if (!allowed) return { result: 'too-often', retryAfter: retryAfter ?? 1 };
    const { internalAdapter, password: passwords } = await auth.$context;
    const credential = await internalAdapter.findCredentialAccount(personId);
    if (!credential?.password) return { result: 'no-password' };
    if (!(await passwords.verify({ hash: credential.password, password }))) return { result: 'wrong' };
    await limits.clear('confirm-password', personId);
    return { result: 'right' };
  };
