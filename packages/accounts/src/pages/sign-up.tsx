import {
  Actions,
  Button,
  EMPTY_FORM,
  Field,
  Form,
  type FormState,
  Link,
  localPath,
  pageRoute,
  readForm,
  redirect,
  sendPage,
  T,
  text,
  withError,
  withQuery,
} from '@enterwait/pages';
import { HttpError, type Route } from '@enterwait/service';
import type { Response } from 'express';
import { z } from 'zod';
import { PASSWORD_MIN } from '../auth.ts';
import { passCookies } from '../calls.ts';
import { email, name, newPassword, withoutSecrets } from './fields.ts';
import type { AccountPageParts } from './parts.ts';
import { FIELD_LABELS, SIGN_UP_LINK, tooOften } from './words.ts';

const schema = z.object({ name, email, password: newPassword, next: z.string().optional() });

const TAKEN = text(
  '이미 가입한 메일 주소입니다. 로그인하거나 비밀번호를 다시 정해 주세요',
  'There is an account with this address: sign in, or set a new password',
);

export const PASSWORD_HINT = text(
  `${PASSWORD_MIN}자 이상. 다른 곳에서 쓰지 않는 긴 문장이 좋습니다.`,
  `At least ${PASSWORD_MIN} characters; best a long phrase that you use nowhere else.`,
);

function showSignUp(res: Response, state: FormState, next: string): void {
  sendPage(res, {
    title: SIGN_UP_LINK.label,
    body: (
      <>
        <Form action="/sign-up" state={withoutSecrets(state)} labels={FIELD_LABELS} hidden={{ next }}>
          <Field name="name" autoComplete="name" maxLength={50} hint={text('학부모의 이름', 'Name of the parent')} />
          <Field
            name="email"
            type="email"
            autoComplete="username"
            maxLength={254}
            hint={text('신청 결과를 이 주소로 보냅니다.', 'What becomes of your applications is mailed here.')}
          />
          <Field name="password" type="password" autoComplete="new-password" maxLength={128} hint={PASSWORD_HINT} />
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

/** Parents make their own accounts. */
export const signUpRoutes = ({ calls, people, audit }: AccountPageParts): readonly Route[] => [
  pageRoute({
    method: 'get',
    path: '/sign-up',
    access: 'open',
    handler: (req, res) => showSignUp(res, EMPTY_FORM, localPath(req.query.next)),
  }),
  pageRoute({
    method: 'post',
    path: '/sign-up',
    access: 'open',
    async handler(req, res) {
      const next = localPath((req.body as { next?: unknown } | undefined)?.next);
      const form = readForm(schema, req);
      if (!form.ok) return showSignUp(res.status(422), form, next);
      const { name, email, password } = form.values;
      const answer = await calls.post(req, '/sign-up/email', { name, email, password });
      if (answer.status === 200) {
        passCookies(res, answer);
        await audit.note(res, { action: 'sign-up', account: await people.find(email) });
        return redirect(res, next);
      }
      if (answer.retryAfter !== undefined) {
        res.set('Retry-After', String(answer.retryAfter));
        return showSignUp(res.status(429), withError(form, '', tooOften(answer.retryAfter)), next);
      }
      if (!String(answer.json.code).startsWith('USER_ALREADY_EXISTS'))
        throw new HttpError(500, 'internal-error', '처리 중 오류가 발생했습니다 / something went wrong on our side');
      return showSignUp(res.status(409), withError(form, 'email', TAKEN), next);
    },
  }),
];
