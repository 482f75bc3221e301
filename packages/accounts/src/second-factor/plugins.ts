import type { Rule } from '@enterwait/http/limits';
import { createAuthEndpoint } from 'better-auth/api';
import { twoFactor } from 'better-auth/plugins';
import { newRecoveryCodes } from './recovery-codes.ts';
import { PERIOD_SECONDS } from './steps.ts';

/** How long after the password the code may come. */
const CHALLENGE_SECONDS = 600;

/** In the place of the plugin's own three in ten seconds, which the people of a whole office would share. */
export const CODES_BY_ADDRESS: Record<string, Rule | false> = {
  '/two-factor/*': { window: 600, max: 200 },
  // Shown with every page of the code; what it tells is of whoever has the cookie.
  '/second-factor/*': false,
};

/** better-auth's second factor on our tables. Which code was used and how often one was tried is ours: `check.ts`. */
export const secondFactorPlugins = (issuer: string) => [
  twoFactor({
    issuer,
    twoFactorCookieMaxAge: CHALLENGE_SECONDS,
    totpOptions: { period: PERIOD_SECONDS, digits: 6 },
    // Those of its own are seen by nobody: once a first code has come they are renewed.
    backupCodeOptions: { customBackupCodesGenerate: newRecoveryCodes, storeBackupCodes: 'encrypted' },
    accountLockout: { enabled: false },
    schema: {
      user: { fields: { twoFactorEnabled: 'second_factor' } },
      twoFactor: {
        modelName: 'person_second_factor',
        fields: {
          userId: 'person_id',
          backupCodes: 'recovery_codes',
          failedVerificationCount: 'failed_tries',
          lockedUntil: 'locked_until',
        },
      },
    },
  }),
  challenge(),
];

/** Tells who gave a right password and owes the code. By calls of this process alone: no path of it is open to the outside. */
const challenge = () => ({
  id: 'second-factor-challenge',
  endpoints: {
    challengedPerson: createAuthEndpoint('/second-factor/challenge', { method: 'POST' }, async (ctx) => {
      const { name } = ctx.context.createAuthCookie('two_factor');
      const identifier = await ctx.getSignedCookie(name, ctx.context.secret);
      const { internalAdapter } = ctx.context;
      const found = identifier ? await internalAdapter.findVerificationValue(identifier) : null;
      const isOpen = found !== null && found.expiresAt > new Date();
      const person = isOpen ? await internalAdapter.findUserById(found.value) : null;
      return ctx.json({ person });
    }),
  },
});
