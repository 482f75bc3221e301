import { addressOf } from '@enterwait/http/access';
import type { Route } from '@enterwait/http/app';
import { networkOf } from '@enterwait/http/limits';
import { EMPTY_FORM, Field, Form, type FormState, readForm, withError } from '@enterwait/pages/forms';
import { Actions, Alert, Button, Lead, Link, LinkButton, T, type Text, text, withQuery } from '@enterwait/pages/parts';
import {
  doneOf,
  isLiveRequest,
  leavePage,
  localPath,
  pageOfLive,
  pageRoute,
  redirect,
  sendPage,
} from '@enterwait/pages/site';
import type { Request, Response } from 'express';
import { z } from 'zod';
import { type AuthAnswer, passCookies } from '../../auth/calls.ts';
import { sessionIsOver } from '../../auth/session.ts';
import { CODE_PATH } from '../../second-factor/words.ts';
import { email, knownPassword, withoutSecrets } from '../fields.ts';
import type { AccountPageParts } from '../parts.ts';
import { FIELD_LABELS, SIGN_IN_LINK, tooOften, WRONG_PASSWORD } from '../words.ts';

const schema = z.object({ email, password: knownPassword, next: z.string().optional() });

const DONE: Record<string, Text> = {
  reset: text(
    '비밀번호를 바꾸었습니다. 새 비밀번호로 로그인해 주세요.',
    'Your password was changed. Please sign in with the new one.',
  ),
  verified: text('메일 주소를 확인했습니다. 로그인해 주세요.', 'Your mail address is confirmed. Please sign in.'),
  address: text(
    '메일 주소를 바꾸었습니다. 새 주소로 로그인해 주세요.',
    'Your mail address was changed. Please sign in with the new one.',
  ),
  out: text('로그아웃했습니다.', 'You are signed out.'),
};

const NO_OIDC_ACCOUNT = text(
  '기관 계정으로 로그인하지 못했습니다. 등록된 메일 주소인지 관리자에게 확인해 주세요',
  'Your organisation could not sign you in. Please ask the administrator whether your address is registered',
);

const LATE = text(
  '시간이 지났습니다. 비밀번호부터 다시 입력해 주세요',
  'That took too long: please start again with your password',
);
const OVER = text(
  '오래 쓰지 않았거나 정해진 시간이 지나 로그아웃되었습니다. 다시 로그인하면 보던 화면으로 돌아갑니다.',
  'You were signed out after a while without use, or at the end of the day. Sign in to go back to where you were.',
);
const PROBLEMS: Record<string, Text> = { oidc: NO_OIDC_ACCOUNT, late: LATE };

type Offers = Pick<AccountPageParts, 'signUp' | 'oidc'>;

/**
 * The sign-in page. Every page also answers with it (401) if nobody is signed in, and continues there after the
 * sign-in.
 */
function showSignIn(req: Request, res: Response, offers: Offers, state: FormState, next: string): void {
  const isInTheWay = res.statusCode === 401 && req.path !== '/sign-in';
  const done = doneOf(req, DONE);
  const asked = req.query.problem;
  const problem = typeof asked === 'string' && Object.hasOwn(PROBLEMS, asked) ? PROBLEMS[asked] : undefined;
  const isOver = asked === 'over' || (isInTheWay && sessionIsOver(res));
  sendPage(res, {
    title: SIGN_IN_LINK.label,
    body: (
      <>
        {isOver ? (
          <Alert tone="information" title={OVER} />
        ) : (
          isInTheWay && (
            <Alert tone="information" title={text('로그인이 필요한 화면입니다', 'Please sign in to see this page')} />
          )
        )}
        {done && <Alert tone="success" title={done} />}
        {problem && <Alert tone="danger" title={problem} />}
        <Form action="/sign-in" state={withoutSecrets(state)} labels={FIELD_LABELS} hidden={{ next }}>
          <Field name="email" type="email" autoComplete="username" maxLength={254} />
          <Field name="password" type="password" autoComplete="current-password" maxLength={128} />
          <Actions>
            <Button label={SIGN_IN_LINK.label} />
            {offers.oidc && (
              <LinkButton
                href={withQuery('/sign-in/oidc', { next })}
                label={text('기관 계정으로 로그인', 'Sign in with your organisation')}
              />
            )}
          </Actions>
        </Form>
        <p>
          <Link href="/forgot">
            <T ko="비밀번호를 잊었나요?" en="Forgot your password?" />
          </Link>
        </p>
        {offers.signUp ? (
          <p>
            <Link href={withQuery('/sign-up', { next })}>
              <T ko="처음이라면 회원가입" en="New here? Sign up" />
            </Link>
          </p>
        ) : (
          <Lead ko="계정은 관리자가 등록합니다." en="The administrator creates accounts." />
        )}
      </>
    ),
  });
}

/** Where the visitor wanted to go: a page of ours that can be opened, else home. */
export const wanted = (value: unknown): string => {
  const path = localPath(value);
  return /^\/(sign-|forgot|reset|verify|account\/address\/)/.test(path) ? '/' : path;
};

/** For `SiteOptions.showSignIn`: after the sign-in, the requested page follows if it was only a read. */
export const signInInTheWay =
  (offers: Offers) =>
  (req: Request, res: Response): void => {
    const next = wanted(whereIs(req));
    // An answer to a live part would be swapped into the middle of the page.
    if (isLiveRequest(req)) leavePage(res, withQuery('/sign-in', { problem: 'over', next }));
    showSignIn(req, res, offers, EMPTY_FORM, next);
  };

/** The page in front of the visitor: the requested one, the page around a live part, or the one whose form was sent. */
function whereIs(req: Request): string | undefined {
  if (isLiveRequest(req)) return pageOfLive(req);
  if (req.method === 'GET') return req.originalUrl;
  const referrer = req.header('referer');
  if (referrer === undefined || !URL.canParse(referrer)) return undefined;
  const { host, pathname, search } = new URL(referrer);
  return host === req.header('host') ? pathname + search : undefined;
}

export function signInRoutes({ calls, signInLimits, people, audit, ...offers }: AccountPageParts): readonly Route[] {
  /**
   * While a password is checked, the account may change hands. A session that starts after that with the old password
   * is ended, and the password counts as wrong.
   */
  async function signInBy(req: Request, email: string, password: string): Promise<AuthAnswer> {
    const before = await people.passwordHash(email);
    const answer = await calls.post(req, '/sign-in/email', { email, password });
    if (answer.status !== 200 || (await people.passwordHash(email)) === before) return answer;
    if (typeof answer.json.token === 'string') await people.endSession(answer.json.token);
    return { ...answer, status: 401, json: {}, cookies: [] };
  }

  return [
    pageRoute({
      method: 'get',
      path: '/sign-in',
      access: 'open',
      handler: (req, res) => showSignIn(req, res, offers, EMPTY_FORM, wanted(req.query.next)),
    }),
    pageRoute({
      method: 'post',
      path: '/sign-in',
      access: 'open',
      async handler(req, res) {
        const next = wanted((req.body as { next?: unknown } | undefined)?.next);
        const form = readForm(schema, req);
        if (!form.ok) return showSignIn(req, res.status(422), offers, form, next);
        const { email, password } = form.values;
        const refuse = (status: number, message: Text): void =>
          showSignIn(req, res.status(status), offers, withError(form, '', message), next);

        const turn = await signInLimits.begin(email, networkOf(addressOf(req)));
        const answer = turn.allowed ? await signInBy(req, email, password) : undefined;
        const retryAfter = answer === undefined ? (turn.retryAfter ?? 1) : answer.retryAfter;
        if (answer?.status === 200) {
          const owesCode = answer.json.twoFactorRedirect === true;
          if (!owesCode) await turn.signedIn();
          passCookies(res, answer);
          const person = await people.find(email);
          // Without the second factor, the visitor may have somebody else's password.
          const refused = owesCode ? 'second-factor-required' : undefined;
          await audit.note(res, { action: 'sign-in', account: person, refused });
          return redirect(res, owesCode ? withQuery(CODE_PATH, { next }) : next);
        }
        const person = await people.find(email);
        const code = retryAfter === undefined ? 'wrong-password' : 'too-often';
        await audit.note(res, { action: 'sign-in', account: person, refused: code });
        if (retryAfter === undefined) return refuse(401, WRONG_PASSWORD);
        res.set('Retry-After', String(retryAfter));
        return refuse(429, tooOften(retryAfter));
      },
    }),
    pageRoute({
      method: 'post',
      path: '/sign-out',
      access: 'open',
      async handler(req, res) {
        const answer = await calls.post(req, '/sign-out', {});
        passCookies(res, answer);
        redirect(res, '/sign-in?done=out');
      },
    }),
  ];
}
