import type { Route } from '@enterwait/http/app';
import { EMPTY_FORM, Field, Form, type FormState, readForm, withError } from '@enterwait/pages/forms';
import { Actions, Button, Lead, text } from '@enterwait/pages/parts';
import { pageRoute, redirect, sendPage } from '@enterwait/pages/site';
import type { Response } from 'express';
import type { VNode } from 'preact';
import { z } from 'zod';
import { RESET_SECONDS, TELL_SECONDS } from '../../auth/auth.ts';
import { linkPath, linkTokenIn } from '../../mails/links.ts';
import { email as address, knownPassword, withoutSecrets } from '../fields.ts';
import { showNotice } from '../notice.tsx';
import type { AccountPageParts } from '../parts.ts';
import { personHere } from '../person-here.ts';
import { ACCOUNT_LINK, FIELD_LABELS, LINK_OVER, SIGN_IN_LINK, tooOften, WRONG_CURRENT } from '../words.ts';

const schema = z.object({ current: knownPassword, email: address });
const TITLE = text('메일 주소 바꾸기', 'Change the mail address');

const ChangeForm = ({ state }: { readonly state: FormState }): VNode => (
  <Form
    action="/account/address"
    state={withoutSecrets(state)}
    labels={{ ...FIELD_LABELS, email: text('새 메일 주소', 'New email') }}
  >
    <Field name="current" type="password" autoComplete="current-password" maxLength={128} />
    <Field
      name="email"
      type="email"
      autoComplete="email"
      maxLength={254}
      hint={text('이 주소로 보내는 링크를 열어야 바뀝니다.', 'It changes once you follow the link that we send there.')}
    />
    <Actions>
      <Button label={text('확인 메일 받기', 'Send the link')} />
    </Actions>
  </Form>
);

function showForm(res: Response, state: FormState): void {
  sendPage(res, { title: TITLE, trail: [ACCOUNT_LINK], body: <ChangeForm state={state} /> });
}

function showConfirm(res: Response, token: string): void {
  sendPage(res, {
    title: TITLE,
    trail: [SIGN_IN_LINK],
    body: (
      <>
        <Lead
          ko="단추를 누르면 이 주소로 바뀌고 모든 기기에서 로그아웃됩니다. 요청한 적이 없다면 이 창을 닫아 주세요."
          en="The button changes your address to this one and signs out all devices. If you did not ask for it, close this page."
        />
        <Form action="/account/address/confirm" labels={{}} state={EMPTY_FORM} hidden={{ token }}>
          <Actions>
            <Button label={text('새 주소로 바꾸기', 'Change to the new address')} />
          </Actions>
        </Form>
      </>
    ),
  });
}

const showOver = (res: Response): void =>
  showNotice(res, { title: TITLE, tone: 'danger', happened: LINK_OVER, next: ACCOUNT_LINK });

/**
 * Lets people who signed up themselves change their address: by a link mailed to the new one, while the old one is
 * notified.
 */
export function changeAddressRoutes(parts: AccountPageParts): readonly Route[] {
  const { people, links, mails, mailFeedback, limits, audit, backgroundTasks, role } = parts;

  /** Runs after the answer, which is the same for a taken address. */
  async function mail(person: { readonly id: string; readonly email: string }, to: string): Promise<void> {
    mails.send('address-change-asked', person.email, { path: '/forgot', seconds: TELL_SECONDS });
    if ((await people.find(to)) !== undefined) return;
    // Limits by recipient, so that nobody can flood other people's mailboxes from any account.
    const turn = await limits.count('verification-mail', to);
    if (!turn.allowed) return;
    const token = await links.create('change-address', person.id, RESET_SECONDS, to);
    mails.send('address-change', to, { path: linkPath('/account/address/confirm', token), seconds: RESET_SECONDS });
  }

  return [
    pageRoute({
      method: 'get',
      path: '/account/address',
      access: [role],
      handler(_req, res) {
        personHere(res);
        showForm(res, EMPTY_FORM);
      },
    }),
    pageRoute({
      method: 'post',
      path: '/account/address',
      access: [role],
      async handler(req, res) {
        const { id, email } = personHere(res);
        const form = readForm(schema, req);
        if (!form.ok) return showForm(res.status(422), form);
        const { allowed, retryAfter } = await limits.count('change-address', email);
        const isTheirs = allowed && (await people.checkPassword(id, form.values.current)) === 'right';
        const refused = isTheirs ? undefined : allowed ? 'wrong-password' : 'too-often';
        await audit.note(res, { action: 'ask-change-address', refused });
        if (!allowed) {
          res.set('Retry-After', String(retryAfter ?? 1));
          return showForm(res.status(429), withError(form, '', tooOften(retryAfter ?? 1)));
        }
        if (!isTheirs) return showForm(res.status(422), withError(form, 'current', WRONG_CURRENT));
        backgroundTasks.start('changing an address', () => mail({ id, email }, form.values.email.toLowerCase()));
        return redirect(res, '/account?done=address-asked');
      },
    }),
    pageRoute({
      method: 'get',
      path: '/account/address/confirm',
      access: 'open',
      handler: (req, res) => showConfirm(res, linkTokenIn(req.query)),
    }),
    pageRoute({
      method: 'post',
      path: '/account/address/confirm',
      access: 'open',
      async handler(req, res) {
        const token = linkTokenIn(req.body);
        // Mail reaches the new address, whatever was known of it. The pipeline is notified before the link is used up.
        const found = await links.find('change-address', token);
        if (found !== undefined) await mailFeedback.prove(found.detail);
        const link = await links.use('change-address', token);
        const account = link && (await people.findById(link.personId));
        const changed = link !== undefined && (await people.changeAddress(link.personId, link.detail));
        await audit.note(res, { action: 'change-address', account, ...(changed ? {} : { refused: 'link-over' }) });
        if (!changed || account === undefined) return showOver(res.status(410));
        mails.send('address-changed', account.email, { path: '/sign-in', seconds: TELL_SECONDS });
        return redirect(res, '/sign-in?done=address');
      },
    }),
  ];
}
