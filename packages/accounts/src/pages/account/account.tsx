import type { Role } from '@enterwait/http/access';
import type { Route } from '@enterwait/http/app';
import { EMPTY_FORM, Field, Form, type FormState, readForm, withError } from '@enterwait/pages/forms';
import {
  Actions,
  Alert,
  Badge,
  Button,
  Lead,
  LinkButton,
  plain,
  Section,
  Summary,
  Table,
  type Text,
  Time,
  text,
} from '@enterwait/pages/parts';
import { doneOf, pageRoute, redirect, sendPage } from '@enterwait/pages/site';
import type { Request, Response } from 'express';
import type { VNode } from 'preact';
import { z } from 'zod';
import type { SessionRecord } from '../../auth/auth.ts';
import { passCookies } from '../../auth/calls.ts';
import { passwordProblem } from '../../people/passwords.ts';
import { SecondFactorSection } from '../../second-factor/pages/views.tsx';
import { knownPassword, newPassword, withoutSecrets } from '../fields.ts';
import type { AccountPageParts } from '../parts.ts';
import { personHere } from '../person-here.ts';
import { PASSWORD_HINT } from '../sign-in/sign-up.tsx';
import { ACCOUNT_LINK, FIELD_LABELS, tooOften, WRONG_CURRENT } from '../words.ts';
import { browserOf } from './browser.ts';
import { ReturnedMail } from './returned-mail.tsx';

const schema = z.object({ current: knownPassword, password: newPassword });

const DONE: Record<string, Text> = {
  password: text(
    '비밀번호를 바꾸었습니다. 다른 기기는 로그아웃되었습니다.',
    'Your password was changed, and other devices were signed out.',
  ),
  'second-factor-off': text('2단계 인증을 껐습니다.', 'Two-step sign-in is off.'),
  verified: text('메일 주소를 확인했습니다.', 'Your mail address is confirmed.'),
  'verification-sent': text(
    '확인 메일을 보냈습니다. 메일의 링크는 하루 동안 쓸 수 있습니다.',
    'We sent you a mail. Its link works for a day.',
  ),
  'address-asked': text(
    '새 주소로 확인 메일을 보냈습니다. 그 메일의 링크를 열면 바뀝니다.',
    'We sent a mail to the new address. It is changed once you follow the link in it.',
  ),
  ended: text('다른 기기에서 모두 로그아웃했습니다.', 'All other devices were signed out.'),
};

const ROLE_NAMES: Record<Role, Text> = {
  parent: text('학부모', 'Parent'),
  staff: text('어린이집 교직원', 'Daycare staff'),
  operator: text('운영자', 'Operator'),
  program: text('프로그램', 'Program'),
  admin: text('관리자', 'Administrator'),
};

/** For a person with an unverified address: what that means, and a way to get another mail. */
const Unverified = (): VNode => (
  <Alert tone="warning" title={text('메일 주소를 아직 확인하지 않았습니다', 'Your mail address is not confirmed yet')}>
    <Lead
      ko="가입할 때 보낸 메일의 링크를 열어 주세요. 확인한 뒤에 입소대기를 신청할 수 있습니다."
      en="Please follow the link in the mail that we sent when you signed up. Then you can apply for a place."
    />
    <Form action="/verify/again" labels={{}} state={EMPTY_FORM}>
      <Actions>
        <Button label={text('확인 메일 다시 받기', 'Send another mail')} weight="secondary" />
      </Actions>
    </Form>
  </Alert>
);

/** One's own account: password, signed-in devices, signing out. */
export function accountRoutes({
  auth,
  calls,
  limits,
  audit,
  role,
  secondFactorOf,
  isOver,
  signUp,
  passwordChanged,
  returnedMail,
}: AccountPageParts): readonly Route[] {
  async function show(req: Request, res: Response, state: FormState): Promise<void> {
    const { name, email, emailVerified } = personHere(res);
    const headers = new Headers({ cookie: req.header('cookie') ?? '' });
    const [sessions, current, returned] = await Promise.all([
      auth.api.listSessions({ headers }),
      auth.api.getSession({ headers }),
      returnedMail(email),
    ]);
    const rows = (sessions as unknown as readonly SessionRecord[])
      .filter((session) => !isOver?.(session))
      .toSorted((one, other) => +other.createdAt - +one.createdAt);
    const done = doneOf(req, DONE);
    const secondFactor = current === null ? undefined : await secondFactorOf?.(current.user);
    sendPage(res, {
      title: ACCOUNT_LINK.label,
      trail: [],
      body: (
        <>
          {done && <Alert tone="success" title={done} />}
          {returned !== undefined && <ReturnedMail reason={returned} canChange={signUp} />}
          {signUp && !emailVerified && returned === undefined && <Unverified />}
          <Summary
            rows={[
              [FIELD_LABELS.name, name],
              [FIELD_LABELS.email, email],
              [text('구분', 'Role'), plain(ROLE_NAMES[role])],
            ]}
          />
          {signUp && (
            <Actions>
              <LinkButton
                href="/account/address"
                label={text('메일 주소 바꾸기', 'Change the mail address')}
                weight="secondary"
              />
            </Actions>
          )}
          <Section title={text('비밀번호 바꾸기', 'Change the password')}>
            <Form
              action="/account/password"
              state={withoutSecrets(state)}
              labels={{ ...FIELD_LABELS, password: text('새 비밀번호', 'New password') }}
            >
              <Field name="current" type="password" autoComplete="current-password" maxLength={128} />
              <Field name="password" type="password" autoComplete="new-password" maxLength={128} hint={PASSWORD_HINT} />
              <Actions>
                <Button label={text('바꾸기', 'Change')} />
              </Actions>
            </Form>
          </Section>
          {secondFactor && <SecondFactorSection state={secondFactor} />}
          <Section title={text('로그인한 기기', 'Where you are signed in')}>
            <Table
              caption={text('로그인한 기기', 'Where you are signed in')}
              columns={[
                { label: text('기기', 'Device'), header: true, cell: (row) => browserOf(row.userAgent) },
                { label: text('로그인한 때', 'Since'), cell: (row) => <Time at={row.createdAt} /> },
                {
                  label: text('상태', 'State'),
                  cell: (row) =>
                    row.id === current?.session.id ? (
                      <Badge tone="success" label={text('이 기기', 'This one')} />
                    ) : (
                      <Badge label={text('다른 기기', 'Another')} />
                    ),
                },
              ]}
              rows={rows}
              rowKey={(row) => row.id}
            />
            {rows.length > 1 && (
              <Form action="/account/sessions" labels={{}} state={EMPTY_FORM}>
                <Actions>
                  <Button label={text('다른 기기에서 로그아웃', 'Sign out the others')} weight="secondary" />
                </Actions>
              </Form>
            )}
          </Section>
          <Form action="/sign-out" labels={{}} state={EMPTY_FORM}>
            <Actions>
              <Button label={text('로그아웃', 'Sign out')} weight="secondary" />
            </Actions>
          </Form>
        </>
      ),
    });
  }

  return [
    pageRoute({ method: 'get', path: '/account', access: [role], handler: (req, res) => show(req, res, EMPTY_FORM) }),
    pageRoute({
      method: 'post',
      path: '/account/password',
      access: [role],
      async handler(req, res) {
        const person = personHere(res);
        const form = readForm(schema, req);
        if (!form.ok) return show(req, res.status(422), form);
        const { current, password } = form.values;
        const problem = await passwordProblem(password, person);
        if (problem !== undefined) return show(req, res.status(422), withError(form, 'password', problem));
        const body = { currentPassword: current, newPassword: password, revokeOtherSessions: true };
        const turn = await limits.count('change-password', person.email);
        const answer = turn.allowed ? await calls.post(req, '/change-password', body) : undefined;
        const retryAfter = answer === undefined ? (turn.retryAfter ?? 1) : answer.retryAfter;
        const isDone = answer?.status === 200;
        const refused = isDone ? undefined : retryAfter === undefined ? 'wrong-password' : 'too-often';
        await audit.note(res, { action: 'change-password', refused });
        if (isDone) {
          await limits.clear('change-password', person.email);
          await passwordChanged(person);
          // This session is replaced by a new one, so the old cookie no longer works.
          passCookies(res, answer);
          return redirect(res, '/account?done=password');
        }
        if (retryAfter !== undefined) {
          res.set('Retry-After', String(retryAfter));
          return show(req, res.status(429), withError(form, '', tooOften(retryAfter)));
        }
        return show(req, res.status(422), withError(form, 'current', WRONG_CURRENT));
      },
    }),
    pageRoute({
      method: 'post',
      path: '/account/sessions',
      access: [role],
      async handler(req, res) {
        personHere(res);
        await calls.post(req, '/revoke-other-sessions', {});
        await audit.note(res, { action: 'end-sessions' });
        redirect(res, '/account?done=ended');
      },
    }),
  ];
}
