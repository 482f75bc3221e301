import type { PasswordCheck } from '@enterwait/http/app';
import type { NamedLimits } from '@enterwait/http/limits';
import type { People } from './people.ts';

/** Asks for the password again before an irreversible action: a stranger with an unlocked phone does not know it. */
export const createConfirm =
  (people: Pick<People, 'checkPassword'>, limits: Pick<NamedLimits, 'count' | 'clear'>) =>
  async (personId: string, password: string): Promise<PasswordCheck> => {
    const { allowed, retryAfter } = await limits.count('confirm-password', personId);
    if (!allowed) return { result: 'too-often', retryAfter: retryAfter ?? 1 };
    const result = await people.checkPassword(personId, password);
    if (result === 'right') await limits.clear('confirm-password', personId);
    return { result };
  };
