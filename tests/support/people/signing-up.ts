import type { ServiceName } from '../../../localstack/stack/stack.ts';
import { postForm, signIn, urlOf } from '../commands/api.ts';
import { mailsTo } from '../scenarios/outcome.ts';
import { rowsOf } from '../stack/databases.ts';
import { eventually } from '../stack/eventually.ts';
import { SIGN_UP_TICKED } from './consents.ts';

/** Waits for a mail to somebody with a link to one of our pages. @param path of the page, `/verify` @returns the newest token */
export const tokenMailed = (email: string, path: string): Promise<string> =>
  eventually(async () => {
    const token = (await tokensMailed(email, path)).at(-1);
    if (token === undefined) throw new Error(`no mail with a link to ${path}`);
    return token;
  });

/** The tokens of all links to a page in somebody's mails, oldest first. */
export async function tokensMailed(email: string, path: string): Promise<string[]> {
  const link = new RegExp(`https?://\\S+${path}\\?token=([\\w-]+)`);
  return (await mailsTo(email)).flatMap(({ text }) => link.exec(text)?.[1] ?? []);
}

export interface NewParent {
  readonly name: string;
  readonly email: string;
  readonly password: string;
}

/** Signs up by the form, without looking into the mail. @returns the header with the session's cookie */
export async function signUpUnverified({ name, email, password }: NewParent): Promise<Record<string, string>> {
  const answer = await postForm(`${urlOf('enterwait')}/sign-up`, { name, email, password, ...SIGN_UP_TICKED });
  if (answer.status !== 200) throw new Error(`POST /sign-up: ${answer.status}`);
  await accountMade(email);
  return signIn('enterwait', email, password);
}

/** Waits for an account, which is created beside the answer. */
export const accountMade = (email: string): Promise<void> =>
  eventually(async () => {
    const rows = await rowsOf(
      'enterwait',
      'SELECT 1 FROM person p JOIN person_credential c ON c.person_id = p.id WHERE p.email = ?',
      [email.toLowerCase()],
    );
    if (rows.length === 0) throw new Error('no account yet');
  });

/** Signs up by the form and follows the link in the mail. @returns the header with the session's cookie */
export async function signUp(parent: NewParent): Promise<Record<string, string>> {
  const cookie = await signUpUnverified(parent);
  await verifyAddress(parent.email);
  return cookie;
}

/** Follows the link that proves an address, as its page does. */
export async function verifyAddress(email: string, service: ServiceName = 'enterwait'): Promise<void> {
  const token = await tokenMailed(email, '/verify');
  const answer = await postForm(`${urlOf(service)}/verify`, { token });
  if (answer.status !== 303) throw new Error(`POST /verify: ${answer.status}`);
}
