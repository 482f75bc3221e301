import {
  Actions,
  Alert,
  Button,
  EMPTY_FORM,
  Field,
  Form,
  type FormState,
  Lead,
  LinkButton,
  pageRoute,
  readForm,
  redirect,
  sendPage,
  text,
  withError,
} from '@enterwait/pages';
import { accountKey, addressOf, RESETS_BY_ACCOUNT, RESETS_BY_ADDRESS, type Route } from '@enterwait/service';
import type { Request, Response } from 'express';
import { z } from 'zod';
import { email, newPassword, withoutSecrets } from './fields.ts';
import type { AccountPageParts } from './parts.ts';
import { PASSWORD_HINT } from './sign-up.tsx';
import { FIELD_LABELS, SIGN_IN_LINK, tooOften } from './words.ts';

const askSchema = z.object({ email });
const setSchema = z.object({ password: newPassword, token: z.string().regex(/^[A-Za-z0-9_-]{8,128}$/) });

const ASK_TITLE = text('비밀번호 찾기', 'Forgotten password');
const SET_TITLE = text('새 비밀번호', 'New password');
const OVER = text(
  '링크가 이미 쓰였거나 시간이 지났습니다. 메일을 다시 받아 주세요',
  'The link was used or is too old. Please have another mail sent',
);

function showAsk(res: Response, state: FormState): void {
  sendPage(res, {
    title: ASK_TITLE,
    trail: [SIGN_IN_LINK],
    body: (
      <>
        <Lead
          ko="가입한 메일 주소로 비밀번호를 새로 정하는 링크를 보냅니다."
          en="We mail you a link by which you set a new password."
        />
        <Form action="/forgot" state={state} labels={FIELD_LABELS}>
          <Field name="email" type="email" autoComplete="username" maxLength={254} />
          <Actions>
            <Button label={text('링크 받기', 'Send the link')} />
          </Actions>
        </Form>
      </>
    ),
  });
}

/** The same for every address: whether it has an account is nobody else's business. */
function showAsked(res: Response): void {
  sendPage(res, {
    title: ASK_TITLE,
    trail: [SIGN_IN_LINK],
    body: (
      <>
        <Alert tone="success" title={text('메일을 확인해 주세요', 'Please look into your mail')}>
          <Lead
            ko="이 주소로 가입한 계정이 있으면 링크를 보냈습니다. 링크는 1시간 동안 쓸 수 있습니다."
            en="If there is an account with this address, we sent a link. It works for one hour."
          />
        </Alert>
        <Actions>
          <LinkButton href={SIGN_IN_LINK.href} label={SIGN_IN_LINK.label} />
        </Actions>
      </>
    ),
  });
}

function showSet(res: Response, state: FormState, token: string): void {
  sendPage(res, {
    title: SET_TITLE,
    trail: [SIGN_IN_LINK],
    body: (
      <>
        <Form action="/reset" state={withoutSecrets(state)} labels={FIELD_LABELS} hidden={{ token }}>
          <Field name="password" type="password" autoComplete="new-password" maxLength={128} hint={PASSWORD_HINT} />
          <Actions>
            <Button label={text('비밀번호 바꾸기', 'Change the password')} />
            <LinkButton href="/forgot" label={text('메일 다시 받기', 'Have another mail sent')} weight="tertiary" />
          </Actions>
        </Form>
      </>
    ),
  });
}

const tokenOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** A password that was forgotten is set anew by a link in a mail; every session ends with that. */
export function resetRoutes({ calls, limits, people, audit, underWay }: AccountPageParts): readonly Route[] {
  /** Goes on after the answer, which takes as long for an address that is not known. */
  async function mail(req: Request, res: Response, address: string): Promise<void> {
    const { allowed } = await limits.consume(accountKey('reset', address), RESETS_BY_ACCOUNT);
    if (allowed) await calls.post(req, '/request-password-reset', { email: address });
    const account = await people.find(address);
    await audit.note(res, { action: 'ask-reset', account, ...(allowed ? {} : { refused: 'too-often' }) });
  }

  return [
    pageRoute({ method: 'get', path: '/forgot', access: 'open', handler: (_req, res) => showAsk(res, EMPTY_FORM) }),
    pageRoute({
      method: 'post',
      path: '/forgot',
      access: 'open',
      async handler(req, res) {
        const form = readForm(askSchema, req);
        if (!form.ok) return showAsk(res.status(422), form);
        const turn = await limits.consume(`${addressOf(req)}|/forgot`, RESETS_BY_ADDRESS);
        if (!turn.allowed) {
          res.set('Retry-After', String(turn.retryAfter));
          return showAsk(res.status(429), withError(form, '', tooOften(turn.retryAfter ?? 1)));
        }
        underWay.start('asking for a reset', () => mail(req, res, form.values.email));
        return showAsked(res);
      },
    }),
    pageRoute({
      method: 'get',
      path: '/reset',
      access: 'open',
      handler: (req, res) => showSet(res, EMPTY_FORM, tokenOf(req.query.token)),
    }),
    pageRoute({
      method: 'post',
      path: '/reset',
      access: 'open',
      async handler(req, res) {
        const token = tokenOf((req.body as { token?: unknown } | undefined)?.token);
        const form = readForm(setSchema, req);
        if (!form.ok) {
          const state = form.errors.token === undefined ? form : withError({ raw: form.raw, errors: {} }, '', OVER);
          return showSet(res.status(422), state, token);
        }
        const { password } = form.values;
        const answer = await calls.post(req, '/reset-password', { token, newPassword: password });
        if (answer.status === 200) {
          await audit.note(res, { action: 'reset-password' });
          return redirect(res, '/sign-in?done=reset');
        }
        await audit.note(res, { action: 'reset-password', refused: answer.retryAfter ? 'too-often' : 'link-over' });
        const message = answer.retryAfter === undefined ? OVER : tooOften(answer.retryAfter);
        return showSet(res.status(answer.retryAfter === undefined ? 410 : 429), withError(form, '', message), token);
      },
    }),
  ];
}
