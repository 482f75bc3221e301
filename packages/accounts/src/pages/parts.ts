import type { ReturnReason } from '@enterwait/domain/application';
import type { Role } from '@enterwait/http/access';
import type { MailFeedback } from '@enterwait/http/app';
import type { Audit } from '@enterwait/http/audit';
import type { NamedLimits } from '@enterwait/http/limits';
import type { Auth, SessionRecord } from '../auth/auth.ts';
import type { AuthCalls } from '../auth/calls.ts';
import type { SignInLimits } from '../auth/sign-in-limits.ts';
import type { AccountMails } from '../mails/account-mails.ts';
import type { BackgroundTasks } from '../mails/background-tasks.ts';
import type { Links } from '../mails/links.ts';
import type { PasswordChanged } from '../people/password-changed.ts';
import type { People } from '../people/people.ts';
import type { SecondFactorState } from '../second-factor/views.tsx';

/** What the pages about accounts are made of. */
export interface AccountPageParts {
  readonly auth: Auth;
  readonly calls: AuthCalls;
  readonly limits: NamedLimits;
  readonly signInLimits: SignInLimits;
  readonly people: People;
  readonly links: Links;
  readonly mails: AccountMails;
  readonly mailFeedback: MailFeedback;
  /** Why mails to an address are held back; undefined: they are not. */
  readonly returnedMail: (email: string) => Promise<ReturnReason | undefined>;
  /** To be called once a person has another password. */
  readonly passwordChanged: PasswordChanged;
  readonly audit: Audit;
  readonly backgroundTasks: BackgroundTasks;
  readonly role: Role;
  /** Whether people make their own accounts here. */
  readonly signUp: boolean;
  /** Whether they can sign in at an OpenID Connect provider. */
  readonly oidc: boolean;
  /** Whether a session is over that nobody has come back to. */
  readonly isOver?: ((session: SessionRecord) => boolean) | undefined;
  /** The second factor of a person, where there may be one. */
  readonly secondFactorOf?: ((person: { readonly id: string }) => Promise<SecondFactorState>) | undefined;
}
