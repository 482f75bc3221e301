import { addressOf } from '@enterwait/http/access';
import type { Route } from '@enterwait/http/app';
import { networkOf } from '@enterwait/http/limits';
import {
  type Consent,
  ConsentField,
  EMPTY_FORM,
  Field,
  Form,
  type FormLabels,
  type FormState,
  readForm,
  withError,
} from '@enterwait/pages/forms';
import { Actions, Button, Link, T, text, withQuery } from '@enterwait/pages/parts';
import { localPath, pageRoute, sendPage } from '@enterwait/pages/site';
import type { Request, Response } from 'express';
import { z } from 'zod';
import { PASSWORD_MIN, TELL_SECONDS } from '../../auth/auth.ts';
import { passwordProblem } from '../../people/passwords.ts';
import type { ConsentsOfForm } from '../../people/sign-up-consents.ts';
import { email, name, newPassword, withoutSecrets } from '../fields.ts';
import { showNotice } from '../notice.tsx';
import type { AccountPageParts } from '../parts.ts';
import { FIELD_LABELS, LOOK_INTO_MAIL, SIGN_IN_LINK, SIGN_UP_LINK, tooOften } from '../words.ts';
import { mailVerification } from './verify.tsx';

const schema = z.object({ name, email, password: newPassword, next: z.string().optional() });
type NewAccount = Pick<z.infer<typeof schema>, 'name' | 'email' | 'password'>;

export const PASSWORD_HINT = text(
  `${PASSWORD_MIN}자 이상. 다른 곳에서 쓰지 않는 긴 문장이 좋습니다.`,
  `At least ${PASSWORD_MIN} characters; best a long phrase that you use nowhere else.`,
);

function showSignUp(res: Response, state: FormState, next: string, consents: readonly Consent[]): void {
  sendPage(res, {
    title: SIGN_UP_LINK.label,
    body: (
      <>
        <Form action="/sign-up" state={withoutSecrets(state)} labels={labelsWith(consents)} hidden={{ next }}>
          <Field name="name" autoComplete="name" maxLength={50} hint={text('학부모의 이름', 'Name of the parent')} />
          <Field
            name="email"
            type="email"
            autoComplete="username"
            maxLength={254}
            hint={text('신청 결과를 이 주소로 보냅니다.', 'We mail the results of your applications to this address.')}
          />
          <Field name="password" type="password" autoComplete="new-password" maxLength={128} hint={PASSWORD_HINT} />
          {consents.map((consent) => (
            <ConsentField key={consent.name} consent={consent} />
          ))}
          <Actions>
            <Button label={text('가입하기', 'Sign up')} />
          </Actions>
        </Form>
        <p>
          <Link href={withQuery('/sign-in', { next })}>
            <T ko="이미 가입했다면 로그인" en="Have an account? Sign in" />
          </Link>
        </p>
      </>
    ),
  });
}

const labelsWith = (consents: readonly Consent[]): FormLabels => ({
  ...FIELD_LABELS,
  ...Object.fromEntries(consents.map(({ name, title }) => [name, title])),
});

export interface SignUpParts extends AccountPageParts {
  readonly consents: ConsentsOfForm;
}

/** The same for every address, so nobody learns whether it has an account. */
function showAsked(res: Response, next: string): void {
  showNotice(res, {
    title: SIGN_UP_LINK.label,
    tone: 'success',
    happened: LOOK_INTO_MAIL,
    lead: text(
      '이 주소로 메일을 보냈습니다. 메일의 링크로 주소를 확인하면 신청할 수 있습니다. 링크는 하루 동안 쓸 수 있습니다.',
      'We sent a mail to this address. Follow its link to confirm the address, then you can apply. The link works for a day.',
    ),
    next: { href: withQuery('/sign-in', { next }), label: SIGN_IN_LINK.label },
  });
}

/** Parents sign up themselves. */
export function signUpRoutes(parts: SignUpParts): readonly Route[] {
  const { calls, limits, people, mails, audit, backgroundTasks, consents } = parts;

  /** Runs after the answer, so the answer takes equally long for an address that has an account. */
  async function signUp(req: Request, res: Response, { name, email, password }: NewAccount): Promise<void> {
    const { allowed } = await limits.count('verification-mail', email);
    if (!allowed) return audit.note(res, { action: 'sign-up', refused: 'too-often' });
    const answer = await calls.post(req, '/sign-up/email', { name, email, password });
    const account = await people.find(email);
    // Of several concurrent sign-ups one creates the account; better-auth answers the others with an error, or with an
    // account that does not exist.
    const isNew = answer.status === 200 && account?.id === (answer.json.user as { id?: unknown } | undefined)?.id;
    await audit.note(res, { action: 'sign-up', account, ...(isNew ? {} : { refused: 'address-taken' }) });
    if (account === undefined) throw new Error('the account was not made');
    await consents.given(res, account, isNew ? account.id : undefined);
    if (isNew) return mailVerification(parts, account);
    mails.send('sign-up-again', account.email, { path: '/sign-in', seconds: TELL_SECONDS });
  }

  return [
    pageRoute({
      method: 'get',
      path: '/sign-up',
      access: 'open',
      handler: (req, res) => showSignUp(res, EMPTY_FORM, localPath(req.query.next), consents.asked),
    }),
    pageRoute({
      method: 'post',
      path: '/sign-up',
      access: 'open',
      async handler(req, res) {
        const next = localPath((req.body as { next?: unknown } | undefined)?.next);
        const form = readForm(schema.and(z.object(consents.shape)), req);
        if (!form.ok) return showSignUp(res.status(422), form, next, consents.asked);
        const turn = await limits.count('sign-up-address', networkOf(addressOf(req)));
        if (!turn.allowed) {
          res.set('Retry-After', String(turn.retryAfter));
          return showSignUp(res.status(429), withError(form, '', tooOften(turn.retryAfter ?? 1)), next, consents.asked);
        }
        const problem = await passwordProblem(form.values.password, form.values);
        if (problem !== undefined)
          return showSignUp(res.status(422), withError(form, 'password', problem), next, consents.asked);
        backgroundTasks.start('signing up', () => signUp(req, res, form.values));
        return showAsked(res, next);
      },
    }),
  ];
}
