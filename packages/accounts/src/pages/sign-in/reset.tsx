import { addressOf } from '@enterwait/http/access';
import type { Route } from '@enterwait/http/app';
import { networkOf } from '@enterwait/http/limits';
import { EMPTY_FORM, Field, Form, type FormState, readForm, withError } from '@enterwait/pages/forms';
import { Actions, Button, Lead, LinkButton, text } from '@enterwait/pages/parts';
import { pageRoute, redirect, sendPage } from '@enterwait/pages/site';
import type { Request, Response } from 'express';
import { z } from 'zod';
import { LINK_TOKEN, linkTokenIn } from '../../mails/links.ts';
import { passwordProblem } from '../../people/passwords.ts';
import { email, newPassword, withoutSecrets } from '../fields.ts';
import { showNotice } from '../notice.tsx';
import type { AccountPageParts } from '../parts.ts';
import { FIELD_LABELS, LINK_OVER, LOOK_INTO_MAIL, SIGN_IN_LINK, tooOften } from '../words.ts';
import { PASSWORD_HINT } from './sign-up.tsx';

const askSchema = z.object({ email });
const setSchema = z.object({ password: newPassword, token: z.string().regex(LINK_TOKEN) });

const ASK_TITLE = text('비밀번호 찾기', 'Forgotten password');
const SET_TITLE = text('새 비밀번호', 'New password');
function showAsk(res: Response, state: FormState): void {
  sendPage(res, {
    title: ASK_TITLE,
    trail: [SIGN_IN_LINK],
    body: (
      <>
        <Lead
          ko="가입한 메일 주소로 비밀번호를 새로 정하는 링크를 보냅니다."
          en="We will mail you a link to set a new password."
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

/** The same for every address, so nobody learns whether it has an account. */
function showAsked(res: Response): void {
  showNotice(res, {
    title: ASK_TITLE,
    tone: 'success',
    happened: LOOK_INTO_MAIL,
    lead: text(
      '이 주소로 가입한 계정이 있으면 링크를 보냈습니다. 링크는 1시간 동안 쓸 수 있습니다.',
      'If there is an account with this address, we sent a link. It works for one hour.',
    ),
    next: SIGN_IN_LINK,
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
            <LinkButton href="/forgot" label={text('메일 다시 받기', 'Send another mail')} weight="tertiary" />
          </Actions>
        </Form>
      </>
    ),
  });
}

/** A forgotten password is replaced through a mailed link; that ends every session and every other link. */
export function resetRoutes({
  calls,
  limits,
  people,
  links,
  passwordChanged,
  audit,
  backgroundTasks,
  oidc,
}: AccountPageParts): readonly Route[] {
  /**
   * People who sign in only at the provider get no password here: it would bypass the provider's second factor, and
   * outlive their job.
   */
  const hasPassword = async (id: string): Promise<boolean> => {
    if (!oidc) return true;
    const { password, provider } = await people.credentialsOf(id);
    return password && !provider;
  };

  /** Runs after the answer, so the answer takes equally long for an unknown address. */
  async function mail(req: Request, res: Response, address: string): Promise<void> {
    const { allowed } = await limits.count('reset-mail', address);
    const account = await people.find(address);
    const mayReset = account === undefined || (await hasPassword(account.id));
    if (allowed && mayReset) await calls.post(req, '/request-password-reset', { email: address });
    const refused = !allowed ? 'too-often' : mayReset ? undefined : 'provider-only';
    await audit.note(res, { action: 'ask-reset', account, refused });
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
        const turn = await limits.count('reset-address', networkOf(addressOf(req)));
        if (!turn.allowed) {
          res.set('Retry-After', String(turn.retryAfter));
          return showAsk(res.status(429), withError(form, '', tooOften(turn.retryAfter ?? 1)));
        }
        backgroundTasks.start('asking for a reset', () => mail(req, res, form.values.email));
        return showAsked(res);
      },
    }),
    pageRoute({
      method: 'get',
      path: '/reset',
      access: 'open',
      handler: (req, res) => showSet(res, EMPTY_FORM, linkTokenIn(req.query)),
    }),
    pageRoute({
      method: 'post',
      path: '/reset',
      access: 'open',
      async handler(req, res) {
        const token = linkTokenIn(req.body);
        const form = readForm(setSchema, req);
        if (!form.ok) {
          const state =
            form.errors.token === undefined ? form : withError({ raw: form.raw, errors: {} }, '', LINK_OVER);
          return showSet(res.status(422), state, token);
        }
        const { password } = form.values;
        const link = await links.find('reset-password', token);
        const account = link && (await people.findById(link.personId));
        if (link === undefined || account === undefined || !(await hasPassword(account.id))) {
          await audit.note(res, {
            action: 'reset-password',
            account,
            refused: account ? 'provider-only' : 'link-over',
          });
          return showSet(res.status(410), withError(form, '', LINK_OVER), token);
        }
        const problem = await passwordProblem(password, account);
        if (problem !== undefined) return showSet(res.status(422), withError(form, 'password', problem), token);
        // Before it is used: of two links used at once each invalidates the other, so at most one sets the password.
        await links.end(account.id, link);
        const answer = await calls.post(req, '/reset-password', { token, newPassword: password });
        if (answer.status === 200) {
          // The link came by mail, so the address is verified.
          await people.proveAddress(account.id, account.email);
          await passwordChanged(account);
          await audit.note(res, { action: 'reset-password', account });
          return redirect(res, '/sign-in?done=reset');
        }
        const code = answer.retryAfter ? 'too-often' : 'link-over';
        await audit.note(res, { action: 'reset-password', account, refused: code });
        if (answer.retryAfter !== undefined) res.set('Retry-After', String(answer.retryAfter));
        const message = answer.retryAfter === undefined ? LINK_OVER : tooOften(answer.retryAfter);
        return showSet(res.status(answer.retryAfter === undefined ? 410 : 429), withError(form, '', message), token);
      },
    }),
  ];
}
