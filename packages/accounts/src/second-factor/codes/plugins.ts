import type { Rule } from '@enterwait/http/limits';
import { createAuthEndpoint } from 'better-auth/api';
import { twoFactor } from 'better-auth/plugins';
import { newRecoveryCodes } from './recovery-codes.ts';
import { PERIOD_SECONDS } from './steps.ts';

/** How long after the password the code may follow. */
const CHALLENGE_SECONDS = 600;

/** Replaces the plugin's own limit of three in ten seconds, which a whole office would share. */
export const CODES_BY_ADDRESS: Record<string, Rule | false> = {
  '/two-factor/*': { window: 600, max: 200 },
  // Called with every page that asks for the code; it reveals data only to the cookie's owner.
  '/second-factor/*': false,
};

/** better-auth's second factor on our tables. Used codes and attempts are tracked by us, in `check.ts`. */
export const secondFactorPlugins = (issuer: string) => [
  twoFactor({
    issuer,
    twoFactorCookieMaxAge: CHALLENGE_SECONDS,
    totpOptions: { period: PERIOD_SECONDS, digits: 6 },
    // Nobody sees the plugin's own recovery codes, which are replaced once the first code was entered.
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

/**
 * Identifies who gave a correct password and still owes the code. For calls within this process only: it has no path that is open to the
 * outside.
 */
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
