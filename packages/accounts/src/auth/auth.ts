import { randomBytes, randomUUID } from 'node:crypto';
import type { Role } from '@enterwait/http/access';
import type { Pool } from '@enterwait/http/database';
import { BY_ADDRESS, type Limits } from '@enterwait/http/limits';
import type { Logger } from '@enterwait/http/server';
import { betterAuth } from 'better-auth';
import { CODES_BY_ADDRESS } from '../second-factor/plugins.ts';
import { removeUnverifiedSignInMethods } from './sign-in-methods.ts';

/** Where better-auth lives; of its paths only the way back from an OpenID Connect provider is reachable from outside. */
export const AUTH_PATH = '/auth';
/** Our own word for where a request came from, set by `calls.ts` alone. */
export const ADDRESS_HEADER = 'x-enterwait-address';
export const PASSWORD_MIN = 10;
export const PASSWORD_MAX = 128;
export const RESET_SECONDS = 3600;
/** How long the link that proves an address is good: the mail may be read the next day. */
export const VERIFY_SECONDS = 24 * 3600;
/** How long a mail that only tells something is of use. */
export const TELL_SECONDS = 7 * 24 * 3600;
/** `provider_id` of a credential that is a password of ours. */
export const PASSWORD_PROVIDER = 'credential';

const DAY = 24 * 3600;
/** `person_session.signed_in_by` of whoever came from an OpenID Connect provider. */
export const BY_PROVIDER = 'oidc';

/** A family's own telephone may stay signed in; the computer of a daycare or an office belongs to many. */
const SESSION_SECONDS: Partial<Record<Role, number>> = { parent: 14 * DAY };
export const WORKDAY_SECONDS = 12 * 3600;

export interface AuthOptions {
  readonly service: string;
  readonly role: Role;
  /** Whether people make their own accounts; else an administrator enters them. */
  readonly signUp: boolean;
  readonly publicUrl: string;
  readonly secret: string;
  readonly pool: Pool;
  readonly limits: Limits;
  readonly logger: Logger;
  /** Hands the link by which a password is set anew to the mails. */
  readonly sendReset: (to: string, token: string) => void;
  /** A password was set anew by a link. */
  readonly onReset: (email: string) => Promise<void>;
  readonly plugins?: NonNullable<Parameters<typeof betterAuth>[0]['plugins']>;
  /** Whose sessions these are, where it is not a password that begins them. */
  readonly signedInBy?: typeof BY_PROVIDER;
}

/** What a person is, in the columns of `person`. */
export interface PersonRecord {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly emailVerified: boolean;
  readonly role: Role;
  readonly waitlistUserId?: string | null | undefined;
  readonly nurseryId?: string | null | undefined;
  /** Whether they have a second factor; not known where the service has none. */
  readonly twoFactorEnabled?: boolean | null | undefined;
}

/** What a session is, in the columns of `person_session`. */
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
    // Its messages may quote what somebody typed: the level is all that is passed on, what failed is told by the answer.
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
      // What asks for more than a session asks for the password; the account page lists sessions of any age.
      freshAge: 0,
      // A workday is one however busy it is; a family's telephone goes on being signed in.
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
      // Who they are at the provider is all that is wanted of it.
      updateAccountOnSignIn: false,
      // A provider that has verified the address decides whose account it is: what an unverified one held is taken away first.
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
      // An address that has an account already is answered alike: so nobody is signed in by signing up.
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
      // Signing in, signing up and asking for a reset are counted before they come here.
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
          // Whoever makes their own account is of this system's people, with a number that nobody else has.
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
