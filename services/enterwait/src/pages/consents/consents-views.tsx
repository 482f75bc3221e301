import { ConsentField, ConsentTerms, Form } from '@enterwait/pages/forms';
import {
  Actions,
  Alert,
  Badge,
  Button,
  History,
  Link,
  LinkButton,
  Section,
  T,
  type Text,
  Time,
  text,
} from '@enterwait/pages/parts';
import { sendPage } from '@enterwait/pages/site';
import type { Response } from 'express';
import type { VNode } from 'preact';
import type { ConsentEvent } from '../../consents/consents.ts';
import { CONSENT_KINDS, CONSENTS, type ConsentKind } from '../../consents/texts.ts';
import { CONSENT_LABELS, consentOf } from './consent-fields.tsx';

const TRAIL = [{ href: '/consents', label: text('동의 관리', 'Consents') }];

export interface ConsentStanding {
  readonly given: ReadonlySet<ConsentKind>;
  /** Newest first. */
  readonly history: readonly ConsentEvent[];
}

export function showConsents(res: Response, { given, history }: ConsentStanding, done: Text | undefined): void {
  sendPage(res, {
    title: text('동의 관리', 'Consents'),
    trail: [],
    body: (
      <>
        {done === undefined ? null : <Alert tone="success" title={done} />}
        {CONSENT_KINDS.map((kind) => (
          <Section key={kind} title={CONSENTS[kind].title}>
            {given.has(kind) ? <Given kind={kind} /> : <NotGiven kind={kind} />}
          </Section>
        ))}
        {history.length === 0 ? null : (
          <Section title={text('동의 내역', 'History')}>
            <History entries={history.map(entryOf)} />
          </Section>
        )}
        <Actions>
          <LinkButton href="/privacy" label={text('개인정보 처리방침', 'Privacy notice')} weight="tertiary" />
        </Actions>
      </>
    ),
  });
}

const Given = ({ kind }: { readonly kind: ConsentKind }): VNode => (
  <>
    <p>
      <Badge tone="success" label={text('동의함', 'Given')} />
    </p>
    <ConsentTerms terms={CONSENTS[kind].terms} />
    {kind === 'account' ? (
      <p>
        <T ko="이 동의를 철회하려면" en="To take this back, close your account:" /> <Link href="/leave">탈퇴</Link>
      </p>
    ) : (
      <Actions>
        <LinkButton
          href={`/consents/${kind}/withdraw`}
          label={text('동의 철회', 'Take back')}
          weight="tertiary"
          of={CONSENTS[kind].title.ko}
        />
      </Actions>
    )}
  </>
);

const NotGiven = ({ kind }: { readonly kind: ConsentKind }): VNode => (
  <Form action="/consents" labels={CONSENT_LABELS}>
    <ConsentField consent={consentOf(kind)} optional={kind === 'sensitive'} />
    <Actions>
      <Button label={text('동의하기', 'Agree')} of={CONSENTS[kind].title.ko} />
    </Actions>
  </Form>
);

const entryOf = ({ kind, version, event, at }: ConsentEvent) => {
  const { ko, en } = (CONSENTS[kind] as { title: Text } | undefined)?.title ?? text(kind, '');
  return {
    at: <Time at={at} />,
    title:
      event === 'given' ? (
        <T ko={`${ko}: 동의함`} en={`${en}: given`} />
      ) : (
        <T ko={`${ko}: 철회함`} en={`${en}: taken back`} />
      ),
    tone: event === 'given' ? ('success' as const) : ('gray' as const),
    children: (
      <p>
        <T ko={`안내문 ${version}`} en={`text of ${version}`} />
      </p>
    ),
  };
};

const CONSEQUENCES: Readonly<Record<Exclude<ConsentKind, 'account'>, Text>> = {
  provision: text(
    '다시 동의할 때까지 새로 신청할 수 없습니다. 이미 어린이집에 간 신청은 그대로 남으니, 그것도 거두려면 내 신청에서 취소해 주세요.',
    'You cannot apply until you agree again. Applications that a daycare already has stay: withdraw them as well if you do not want that.',
  ),
  sensitive: text(
    '다시 동의할 때까지 장애, 복지 자격, 가족 상황에 관한 우선순위 항목을 고를 수 없습니다. 이미 그 항목으로 신청한 것은 그대로 남으니, 그것도 거두려면 내 신청에서 취소한 뒤 그 항목 없이 다시 신청해 주세요.',
    'You cannot claim items about disability, welfare or family circumstances until you agree again. Applications made with them stay: withdraw those and apply without the items if you do not want that.',
  ),
};

export function showWithdraw(res: Response, kind: Exclude<ConsentKind, 'account'>): void {
  const { title, terms } = CONSENTS[kind];
  sendPage(res, {
    title: text(`${title.ko} 철회`, 'Take back a consent'),
    trail: TRAIL,
    body: (
      <>
        <Alert tone="warning" title={text('이 동의를 철회하시겠습니까?', 'Take this consent back?')}>
          <p>
            <T {...CONSEQUENCES[kind]} block />
          </p>
        </Alert>
        <ConsentTerms terms={terms} />
        <Form action={`/consents/${kind}/withdraw`} labels={{}}>
          <Actions>
            <Button label={text('철회', 'Take back')} />
            <LinkButton href="/applications" label={text('내 신청 보기', 'My applications')} />
            <LinkButton href="/consents" label={text('돌아가기', 'Go back')} weight="tertiary" />
          </Actions>
        </Form>
      </>
    ),
  });
}
