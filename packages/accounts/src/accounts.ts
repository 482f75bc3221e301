import type { Role } from '@enterwait/http/access';
import type { Accounts, CreateAccounts, Route } from '@enterwait/http/app';
import { inTransaction } from '@enterwait/http/database';
import { createLimits } from '@enterwait/http/limits';
import { returnedMail } from '@enterwait/ledger/mail-addresses';
import { BY_PROVIDER, createAuth, type PersonRecord, RESET_SECONDS } from './auth/auth.ts';
import { createAuthCalls } from './auth/calls.ts';
import { createIdleTimeout } from './auth/idle-timeout.ts';
import { oidcPlugin, oidcSettingsOf } from './auth/oidc.ts';
import { createSession } from './auth/session.ts';
import { createSignInLimits } from './auth/sign-in-limits.ts';
import { createAccountMails } from './mails/account-mails.ts';
import { createBackgroundTasks } from './mails/background-tasks.ts';
import { createLinks, linkPath } from './mails/links.ts';
import { accountRoutes } from './pages/account/account.tsx';
import { changeAddressRoutes } from './pages/account/change-address.tsx';
import { oidcRoutes } from './pages/sign-in/oidc.ts';
import { resetRoutes } from './pages/sign-in/reset.tsx';
import { signInInTheWay, signInRoutes } from './pages/sign-in/sign-in.tsx';
import { signUpRoutes } from './pages/sign-in/sign-up.tsx';
import { verifyRoutes } from './pages/sign-in/verify.tsx';
import { createConfirm } from './people/confirm.ts';
import { createPasswordChanged } from './people/password-changed.ts';
import { createPeople, type People } from './people/people.ts';
import { peopleRoutes } from './people/route.ts';
import { consentsOfForm, type SignUpConsents } from './people/sign-up-consents.ts';
import { takeAwayRoute } from './second-factor/admin-route.ts';
import { createSecondFactors } from './second-factor/codes/check.ts';
import { secondFactorPlugins } from './second-factor/codes/plugins.ts';
import { secondFactorRoutes } from './second-factor/pages/routes.ts';
import { codeRoutes } from './second-factor/pages/sign-in.tsx';
import type { SecondFactorState } from './second-factor/pages/views.tsx';
import type { SecondFactorParts } from './second-factor/parts.ts';
import { requireSecondFactor } from './second-factor/required.ts';

export interface AccountsOptions {
  /** The kind of people this service has. */
  readonly role: Extract<Role, 'parent' | 'staff' | 'operator'>;
  /** Whether they sign up themselves; otherwise an administrator adds them. */
  readonly signUp: boolean;
  /** Whether they may sign in at the provider of the OIDC variables. */
  readonly oidc: boolean;
  /** What they agree to when signing up. */
  readonly consents?: SignUpConsents;
}

/**
 * These show people their own account, and administrators see none. A route that shows other people's data declares it.
 */
const ofOneself = (route: Route): Route => ({ personalData: 'none', ...route });

/** The user accounts of a service, in its own database: better-auth with our own pages. */
export const accountsOf =
  ({ role, signUp, oidc, consents }: AccountsOptions): CreateAccounts =>
  ({ service, config, publicUrl, pool, sqs, audit, mailFeedback, limits = createLimits(pool), logger }): Accounts => {
    const signInLimits = createSignInLimits(limits);
    const backgroundTasks = createBackgroundTasks(logger);
    const mails = createAccountMails({ sqs, queueUrl: config.MAIL_QUEUE_URL, publicUrl, logger, backgroundTasks });
    const settings = {
      service,
      role,
      signUp,
      publicUrl,
      secret: config.AUTH_SECRET,
      pool,
      limits,
      logger,
      sendReset: (to: string, token: string) =>
        mails.send('password-reset', to, { path: linkPath('/reset', token), seconds: RESET_SECONDS }),
      onReset: signInLimits.forget,
    };
    // A family's children are its own affair; staff and operators see other people's.
    const isWork = role !== 'parent';
    const auth = createAuth({ ...settings, plugins: isWork ? secondFactorPlugins(`Enterwait ${service}`) : [] });
    const links = createLinks(auth, pool);
    const calls = createAuthCalls(auth, publicUrl);
    const people = createPeople(auth, pool);
    const passwordChanged = createPasswordChanged({ links, mails });
    const provider = oidc ? oidcSettingsOf(config) : undefined;
    const secondFactors = isWork ? createSecondFactors(auth, pool) : undefined;
    const idleTimeout = isWork ? createIdleTimeout(pool, config.SESSION_IDLE_MINUTES) : undefined;
    const required = config.REQUIRE_SECOND_FACTOR === 'on';
    const parts = {
      auth,
      calls,
      limits,
      signInLimits,
      people,
      links,
      mails,
      mailFeedback,
      returnedMail: (email: string) => inTransaction(pool, (tx) => returnedMail(tx, email)),
      passwordChanged,
      audit,
      backgroundTasks,
      role,
      signUp,
      oidc: provider !== undefined,
      isOver: idleTimeout?.isOver,
      secondFactorOf: isWork ? stateOf(people) : undefined,
    };
    // A separate instance: a slow provider must not delay people who sign in with a password.
    const atProvider =
      provider === undefined
        ? undefined
        : createAuth({ ...settings, plugins: [oidcPlugin(provider)], signedInBy: BY_PROVIDER });
    return {
      session: createSession({
        auth,
        service,
        role,
        idleTimeout,
        admit: isWork && required ? requireSecondFactor(people) : undefined,
      }),
      routes: [
        ...signInRoutes(parts),
        ...(signUp
          ? [...signUpRoutes({ ...parts, consents: consentsOfForm(pool, consents) }), ...changeAddressRoutes(parts)]
          : []),
        ...verifyRoutes(parts),
        ...resetRoutes(parts),
        ...accountRoutes(parts),
        ...(secondFactors === undefined ? [] : ofSecondFactors({ ...parts, service, secondFactors, required })),
        ...(atProvider === undefined
          ? []
          : oidcRoutes({ auth, calls: createAuthCalls(atProvider, publicUrl), audit, role })),
        ...peopleRoutes({ role, people, passwordChanged, audit }),
      ].map(ofOneself),
      showSignIn: signInInTheWay(parts),
      confirmPassword: createConfirm(people, limits),
      close: backgroundTasks.settled,
    };
  };

const ofSecondFactors = (parts: SecondFactorParts): readonly Route[] => [
  ...codeRoutes(parts),
  ...secondFactorRoutes(parts),
  takeAwayRoute(parts),
];

const stateOf =
  (people: People) =>
  async (person: { readonly id: string }): Promise<SecondFactorState> => {
    if ((person as PersonRecord).twoFactorEnabled === true) return 'on';
    return (await people.credentialsOf(person.id)).password ? 'off' : 'provider';
  };
