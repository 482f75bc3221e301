import { Field, Form, type FormState } from '@enterwait/pages/forms';
import {
  Actions,
  Alert,
  Badge,
  Button,
  Lead,
  LinkButton,
  Section,
  Summary,
  type Text,
  text,
} from '@enterwait/pages/parts';
import { sendPage } from '@enterwait/pages/site';
import type { Response } from 'express';
import type { VNode } from 'preact';
import { withoutSecrets } from '../../pages/fields.ts';
import { ACCOUNT_LINK } from '../../pages/words.ts';
import { ANY_CODE_HINT, CODE_LABELS, SECOND_FACTOR, SECOND_FACTOR_PATH } from '../words.ts';
import { AppCodeField } from './app-code-field.tsx';
import { QrCode } from './qr-code.tsx';

/** `provider`: they have no password here, so their organisation decides about a second factor. */
export type SecondFactorState = 'on' | 'off' | 'provider';

const TRAIL = [ACCOUNT_LINK];
const AFTER_CODES = { href: '/', label: text('계속', 'Go on') };

/** On the account page: whether it is on, and a link to manage it. */
export const SecondFactorSection = ({ state }: { readonly state: SecondFactorState }): VNode => (
  <Section title={SECOND_FACTOR}>
    <p>
      {state === 'on' ? (
        <Badge tone="success" label={text('켜짐', 'On')} />
      ) : state === 'off' ? (
        <Badge tone="warning" label={text('꺼짐', 'Off')} />
      ) : (
        <Badge label={text('기관 계정의 인증을 씁니다', 'Your organisation asks for it')} />
      )}
    </p>
    {state === 'provider' ? null : (
      <Actions>
        <LinkButton
          href={SECOND_FACTOR_PATH}
          label={state === 'on' ? text('관리하기', 'Manage') : text('켜기', 'Switch on')}
        />
      </Actions>
    )}
  </Section>
);

export function showOff(res: Response, state: FormState, isRequired: boolean): void {
  sendPage(res, {
    title: SECOND_FACTOR,
    trail: TRAIL,
    body: (
      <>
        {isRequired && (
          <Alert tone="warning" title={text('2단계 인증을 켜야 합니다', 'Please switch on two-step sign-in')}>
            <Lead
              ko="이 시스템은 2단계 인증을 켠 뒤에 쓸 수 있습니다."
              en="This system can be used once two-step sign-in is on."
            />
          </Alert>
        )}
        <Lead
          ko="로그인할 때 비밀번호와 함께 휴대전화 인증 앱의 코드를 입력합니다. 비밀번호가 알려져도 다른 사람이 로그인할 수 없습니다."
          en="You then sign in with your password and a code from an app on your phone. The password alone is no longer enough."
        />
        <Form action={`${SECOND_FACTOR_PATH}/start`} state={withoutSecrets(state)} labels={CODE_LABELS}>
          <Field name="password" type="password" autoComplete="current-password" maxLength={128} />
          <Actions>
            <Button label={text('켜기', 'Switch on')} />
          </Actions>
        </Form>
      </>
    ),
  });
}

/** @param uri of the secret; absent if it was already shown */
export function showSetUp(res: Response, state: FormState, uri?: string): void {
  const secret = uri === undefined ? null : new URL(uri).searchParams.get('secret');
  sendPage(res, {
    title: SECOND_FACTOR,
    trail: TRAIL,
    body: (
      <>
        {uri !== undefined && secret !== null && (
          <Section title={text('1. 인증 앱에 등록', '1. Add it to the app')}>
            <Lead
              ko="휴대전화의 인증 앱으로 QR 코드를 찍거나, 아래 키를 입력해 주세요."
              en="Scan the QR code with the authenticator app on your phone, or type the key."
            />
            <QrCode content={uri} label={text('인증 앱에 등록할 QR 코드', 'QR code for the authenticator app')} />
            <Summary rows={[[text('키', 'Key'), <code key="secret">{secret.match(/.{1,4}/g)?.join(' ')}</code>]]} />
          </Section>
        )}
        <Section title={text('2. 코드 확인', '2. Confirm a code')}>
          <Form action={`${SECOND_FACTOR_PATH}/confirm`} state={{ raw: {}, errors: state.errors }} labels={CODE_LABELS}>
            <AppCodeField />
            <Actions>
              <Button label={text('확인', 'Confirm')} />
              <LinkButton href={SECOND_FACTOR_PATH} label={text('처음부터 다시', 'Start over')} />
            </Actions>
          </Form>
        </Section>
      </>
    ),
  });
}

export function showRecoveryCodes(res: Response, codes: readonly string[], title: Text): void {
  sendPage(res, {
    title: SECOND_FACTOR,
    trail: TRAIL,
    body: (
      <>
        <Alert tone="success" title={title} />
        <Section title={text('복구 코드', 'Recovery codes')}>
          <Lead
            ko="휴대전화가 없을 때 이 코드로 로그인합니다. 코드마다 한 번만 쓸 수 있고, 지금만 보입니다. 인쇄하거나 안전한 곳에 적어 두세요."
            en="Use them to sign in without your phone. Each works once. They are shown only now: print them, or write them down and keep them safe."
          />
          <ul class="recovery-codes">
            {codes.map((one) => (
              <li key={one}>
                <code>{one}</code>
              </li>
            ))}
          </ul>
        </Section>
        <Actions>
          <LinkButton {...AFTER_CODES} weight="primary" />
        </Actions>
      </>
    ),
  });
}

export function showOn(res: Response, state: FormState, left: number): void {
  sendPage(res, {
    title: SECOND_FACTOR,
    trail: TRAIL,
    body: (
      <>
        <Summary
          rows={[
            [text('상태', 'State'), <Badge key="on" tone="success" label={text('켜짐', 'On')} />],
            [text('남은 복구 코드', 'Recovery codes left'), String(left)],
          ]}
        />
        <Section title={text('복구 코드를 새로 받거나 끄기', 'New recovery codes, or switch it off')}>
          <Lead
            ko="새 코드를 받으면 전의 복구 코드는 쓸 수 없습니다. 휴대전화를 바꾸려면 끈 뒤 새 휴대전화로 다시 켜세요."
            en="New codes replace the old ones. For a new phone, switch it off, then on again with that phone."
          />
          <Form
            action={`${SECOND_FACTOR_PATH}/codes`}
            state={withoutSecrets({ raw: {}, errors: state.errors })}
            labels={CODE_LABELS}
          >
            <Field name="password" type="password" autoComplete="current-password" maxLength={128} />
            <Field name="code" autoComplete="one-time-code" maxLength={40} width="middle" hint={ANY_CODE_HINT} />
            <Actions>
              <Button label={text('새 복구 코드 받기', 'New codes')} />
              <Button
                label={text('2단계 인증 끄기', 'Switch it off')}
                weight="tertiary"
                formAction={`${SECOND_FACTOR_PATH}/off`}
              />
            </Actions>
          </Form>
        </Section>
      </>
    ),
  });
}
