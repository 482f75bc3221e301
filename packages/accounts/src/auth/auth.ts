import { randomBytes, randomUUID } from 'node:crypto';
import type { Role } from '@enterwait/http/access';
import type { Pool } from '@enterwait/http/database';
import { BY_ADDRESS, type Limits } from '@enterwait/http/limits';
import type { Logger } from '@enterwait/http/server';
import { betterAuth } from 'better-auth';
import { CODES_BY_ADDRESS } from '../second-factor/codes/plugins.ts';
import { removeUnverifiedSignInMethods } from './sign-in-methods.ts';

/** Where better-auth is mounted; only its callback from an OpenID Connect provider is reachable from outside. */
export const AUTH_PATH = '/auth';
/** Our own header for a request's address, set only by `calls.ts`. */
export const ADDRESS_HEADER = 'x-enterwait-address';
export const PASSWORD_MIN = 10;
export const PASSWORD_MAX = 128;
export const RESET_SECONDS = 3600;
/** How long a verification link works: the mail may be read the next day. */
export const VERIFY_SECONDS = 24 * 3600;
/** How long an informational mail is useful. */
export const TELL_SECONDS = 7 * 24 * 3600;
/** `provider_id` of a credential that is one of our passwords. */
export const PASSWORD_PROVIDER = 'credential';

const DAY = 24 * 3600;
/** `person_session.signed_in_by` of a sign-in through an OpenID Connect provider. */
export const BY_PROVIDER = 'oidc';

/** A family's own phone may stay signed in; a computer at a daycare or an office is shared. */
const SESSION_SECONDS: Partial<Record<Role, number>> = { parent: 14 * DAY };
export const WORKDAY_SECONDS = 12 * 3600;

export interface AuthOptions {
  readonly service: string;
  readonly role: Role;
  /** Whether people sign up themselves; otherwise an administrator adds them. */
  readonly signUp: boolean;
  readonly publicUrl: string;
  readonly secret: string;
  readonly pool: Pool;
  readonly limits: Limits;
  readonly logger: Logger;
  /** Mails the link for setting a new password. */
  readonly sendReset: (to: string, token: string) => void;
  /** Called after a new password was set by a link. */
  readonly onReset: (email: string) => Promise<void>;
  readonly plugins?: NonNullable<Parameters<typeof betterAuth>[0]['plugins']>;
  /** Determines whose sessions these are, if no password starts them. */
  readonly signedInBy?: typeof BY_PROVIDER;
}

/** A person, with the columns of `person`. */
export interface PersonRecord {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly emailVerified: boolean;
  readonly role: Role;
  readonly waitlistUserId?: string | null | undefined;
  readonly nurseryId?: string | null | undefined;
  /** Whether they have a second factor; unknown if the service has none. */
  readonly twoFactorEnabled?: boolean | null | undefined;
}

/** A session, with the columns of `person_session`. */
export interface SessionRecord {
  readonly id: string;
  readonly token: string;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly userAgent?: string | null | undefined;
  readonly lastActionAt?: Date | null | undefined;
  readonly signedInBy?: string | null | undefined;
}

export type Auth = ReturnType<typeof createAuth>;

export function createAuth(options: AuthOptions) {
  const { service, role, publicUrl, pool, limits, logger } = options;
  const created = { createdAt: 'created_at', updatedAt: 'updated_at' };
  return betterAuth({
    appName: service,
    baseURL: publicUrl,
    basePath: AUTH_PATH,
    secret: options.secret,
    database: pool,
    telemetry: { enabled: false },
    // better-auth's messages may quote user input, so only the level is logged. The answer shows what failed.
    logger: {
      level: 'error',
      log: (level, _message, ...details) => {
        const err = details.find((detail) => detail instanceof Error);
        logger.warn({ level, ...(err === undefined ? {} : { err }) }, 'the accounts had a problem');
      },
    },
    user: {
      modelName: 'person',
      fields: { emailVerified: 'email_verified', ...created },
      additionalFields: {
        role: { type: 'string', required: false, input: false },
        waitlistUserId: { type: 'string', required: false, input: false, fieldName: 'user_id' },
        nurseryId: { type: 'string', required: false, input: false, fieldName: 'nursery_id' },
      },
      changeEmail: { enabled: false },
      deleteUser: { enabled: false },
    },
    session: {
      modelName: 'person_session',
      fields: {
        userId: 'person_id',
        expiresAt: 'expires_at',
        ipAddress: 'ip_address',
        userAgent: 'user_agent',
        ...created,
      },
      expiresIn: SESSION_SECONDS[role] ?? WORKDAY_SECONDS,
      updateAge: 3600,
      // Anything that needs more than a session asks for the password; the account page lists sessions of any age.
      freshAge: 0,
      // A work session ends after a workday, however busy; a family's phone stays signed in.
      disableSessionRefresh: role !== 'parent',
      additionalFields: {
        lastActionAt: { type: 'date', required: false, input: false, fieldName: 'last_action_at' },
        signedInBy: { type: 'string', required: false, input: false, fieldName: 'signed_in_by' },
      },
    },
    account: {
      modelName: 'person_credential',
      fields: {
        userId: 'person_id',
        accountId: 'account_id',
        providerId: 'provider_id',
        accessToken: 'access_token',
        refreshToken: 'refresh_token',
        idToken: 'id_token',
        accessTokenExpiresAt: 'access_token_expires_at',
        refreshTokenExpiresAt: 'refresh_token_expires_at',
        ...created,
      },
      // All we need from the provider is the identity.
      updateAccountOnSignIn: false,
      // A provider that has verified the address decides whose account it is: sign-in methods of an unverified account
      // are removed first.
      accountLinking: { enabled: true, requireLocalEmailVerified: false },
    },
    verification: {
      modelName: 'person_verification',
      fields: { expiresAt: 'expires_at', ...created },
      storeIdentifier: 'hashed',
    },
    emailAndPassword: {
      enabled: true,
      disableSignUp: !options.signUp,
      // An address that already has an account gets the same answer, so signing up never signs anybody in.
      autoSignIn: false,
      minPasswordLength: PASSWORD_MIN,
      maxPasswordLength: PASSWORD_MAX,
      resetPasswordTokenExpiresIn: RESET_SECONDS,
      revokeSessionsOnPasswordReset: true,
      onPasswordReset: async ({ user }) => options.onReset(user.email),
      sendResetPassword: async ({ user, token }) => options.sendReset(user.email, token),
    },
    rateLimit: {
      enabled: true,
      window: 60,
      max: 300,
      customStorage: { consume: (key, rule) => limits.consume(key.slice(0, 200), rule) },
      // Sign-in, sign-up and reset requests are counted before they get here.
      customRules: {
        ...BY_ADDRESS,
        ...CODES_BY_ADDRESS,
        '/sign-in/email': false,
        '/sign-up/email': false,
        '/request-password-reset': false,
        '/get-session': false,
      },
    },
    advanced: {
      cookiePrefix: service,
      useSecureCookies: publicUrl.startsWith('https:'),
      ipAddress: { ipAddressHeaders: [ADDRESS_HEADER] },
      database: { generateId: () => randomUUID() },
    },
    databaseHooks: {
      user: {
        create: {
          // Sign-up creates a parent with a new, unique number.
          before: async (user) => ({
            data: {
              ...user,
              role: user.role ?? role,
              ...(role === 'parent' && !user.waitlistUserId
                ? { waitlistUserId: `p${randomBytes(12).toString('hex')}` }
                : {}),
            },
          }),
        },
      },
      session: {
        create: {
          before: async (session) => ({
            data: {
              ...session,
              lastActionAt: new Date(),
              signedInBy: options.signedInBy ?? session.signedInBy ?? null,
            },
          }),
        },
      },
      account: {
        create: {
          before: async (account) => {
            if (account.providerId !== PASSWORD_PROVIDER) await removeUnverifiedSignInMethods(pool, account.userId);
            return { data: { ...account, accessToken: null, refreshToken: null, idToken: null } };
          },
        },
      },
    },
    plugins: options.plugins ?? [],
  });
}
