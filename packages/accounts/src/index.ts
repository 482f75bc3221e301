import { type Accounts, type CreateAccounts, createLimits, type Role } from '@enterwait/service';
import { createAuth } from './auth.ts';
import { createAuthCalls } from './calls.ts';
import { oidcPlugin, oidcSettingsOf } from './oidc.ts';
import { accountRoutes } from './pages/account.tsx';
import { oidcRoutes } from './pages/oidc.ts';
import { resetRoutes } from './pages/reset.tsx';
import { signInInTheWay, signInRoutes } from './pages/sign-in.tsx';
import { signUpRoutes } from './pages/sign-up.tsx';
import { createPeople } from './people.ts';
import { createResetMails } from './reset-mail.ts';
import { peopleRoutes } from './routes/people.ts';
import { createSession } from './session.ts';
import { createUnderWay } from './under-way.ts';

export { viewerOf } from './pages/viewer.ts';
export { ACCOUNT_LINK, SIGN_IN_LINK, SIGN_UP_LINK } from './pages/words.ts';

export interface AccountsOptions {
  /** What the people of this service are. */
  readonly role: Extract<Role, 'parent' | 'staff' | 'operator'>;
  /** Whether they make their own accounts; else an administrator enters them. */
  readonly signUp: boolean;
  /** Whether they may sign in at the provider of the OIDC variables. */
  readonly oidc: boolean;
}

/** The people of a service, on its own database: by better-auth, with pages of our own. */
export const accountsOf =
  ({ role, signUp, oidc }: AccountsOptions): CreateAccounts =>
  ({ service, config, publicUrl, pool, sqs, audit, logger }): Accounts => {
    const limits = createLimits(pool);
    const underWay = createUnderWay(logger);
    const mails = createResetMails({ sqs, queueUrl: config.MAIL_QUEUE_URL, publicUrl, logger, underWay });
    const settings = {
      service,
      role,
      signUp,
      publicUrl,
      secret: config.AUTH_SECRET,
      pool,
      limits,
      logger,
      sendReset: mails.send,
    };
    const auth = createAuth(settings);
    const calls = createAuthCalls(auth, publicUrl);
    const people = createPeople(auth, pool);
    const provider = oidc ? oidcSettingsOf(config) : undefined;
    const parts = { auth, calls, limits, people, audit, underWay, role, signUp, oidc: provider !== undefined };
    // Of its own: a provider that does not answer must not keep those waiting who have a password.
    const atProvider =
      provider === undefined ? undefined : createAuth({ ...settings, plugins: [oidcPlugin(provider)] });
    return {
      session: createSession(auth, service, role),
      routes: [
        ...signInRoutes(parts),
        ...(signUp ? signUpRoutes(parts) : []),
        ...resetRoutes(parts),
        ...accountRoutes(parts),
        ...(atProvider === undefined
          ? []
          : oidcRoutes({ auth, calls: createAuthCalls(atProvider, publicUrl), audit, role })),
        ...peopleRoutes({ role, people, audit }),
      ],
      showSignIn: signInInTheWay(parts),
      close: underWay.settled,
    };
  };
