import { DetourError } from '@enterwait/http/errors';
import type { Request } from 'express';
import { BY_PROVIDER, type PersonRecord, type SessionRecord } from '../auth/auth.ts';
import type { People } from '../people/people.ts';
import { SECOND_FACTOR_PATH } from './words.ts';

/**
 * Lets nobody pass who has a password and no second factor, but to the pages where it is set up. Whoever came from the provider
 * has the provider's factor; without a password of ours nobody came another way.
 */
export const requireSecondFactor =
  (people: Pick<People, 'credentialsOf'>) =>
  async (req: Pick<Request, 'baseUrl' | 'path'>, person: PersonRecord, session: SessionRecord): Promise<void> => {
    if (person.twoFactorEnabled === true || session.signedInBy === BY_PROVIDER) return;
    const path = req.baseUrl + req.path;
    if (path === SECOND_FACTOR_PATH || path.startsWith(`${SECOND_FACTOR_PATH}/`)) return;
    if (!(await people.credentialsOf(person.id)).password) return;
    throw new DetourError(
      403,
      'second-factor-required',
      '먼저 2단계 인증을 켜 주세요 / please switch on two-step sign-in first',
      SECOND_FACTOR_PATH,
    );
  };
