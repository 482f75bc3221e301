import { DetourError } from '@enterwait/http/errors';
import type { Request } from 'express';
import { BY_PROVIDER, type PersonRecord, type SessionRecord } from '../auth/auth.ts';
import type { People } from '../people/people.ts';
import { SECOND_FACTOR_PATH } from './words.ts';

/**
 * Redirects people with a password and no second factor to the pages where they set it up. Sign-ins through the
 * provider use the provider's factor, and without a password here there is no other way in.
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
