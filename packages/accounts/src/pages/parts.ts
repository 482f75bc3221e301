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
import type { SecondFactorState } from '../second-factor/pages/views.tsx';

/** Dependencies of the account pages. */
export interface AccountPageParts {
  readonly auth: Auth;
  readonly calls: AuthCalls;
  readonly limits: NamedLimits;
  readonly signInLimits: SignInLimits;
  readonly people: People;
  readonly links: Links;
  readonly mails: AccountMails;
  readonly mailFeedback: MailFeedback;
  /** Why mail to an address is suppressed; undefined: it is not. */
  readonly returnedMail: (email: string) => Promise<ReturnReason | undefined>;
  /** Must be called after a person's password has changed. */
  readonly passwordChanged: PasswordChanged;
  readonly audit: Audit;
  readonly backgroundTasks: BackgroundTasks;
  readonly role: Role;
  /** Whether people sign up themselves here. */
  readonly signUp: boolean;
  /** Whether they can sign in at an OpenID Connect provider. */
  readonly oidc: boolean;
  /** Whether a session has expired while it was unused. */
  readonly isOver?: ((session: SessionRecord) => boolean) | undefined;
  /** The second factors, if the service has them. */
  readonly secondFactorOf?: ((person: { readonly id: string }) => Promise<SecondFactorState>) | undefined;
}
