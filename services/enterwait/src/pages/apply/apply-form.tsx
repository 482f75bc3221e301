import type { PriorityRules } from '@enterwait/domain/priority';
import { Form, type FormState, many, RadioGroup } from '@enterwait/pages/forms';
import {
  Actions,
  Button,
  LinkButton,
  number,
  Pagination,
  plain,
  Section,
  Steps,
  Summary,
  type Text,
  text,
  withQuery,
} from '@enterwait/pages/parts';
import { WhileOpen } from '@enterwait/pages/site';
import type { VNode } from 'preact';
import { z } from 'zod';
import type { ConsentKind } from '../../consents/texts.ts';
import type { Daycare } from '../../daycares.ts';
import { CHILDREN_SHOWN, type Child } from '../../family/family.ts';
import type { Parent } from '../../family/parent.ts';
import { CONSENT_LABELS, ConsentFields } from '../consents/consent-fields.tsx';
import type { SignedParent } from '../visitor.ts';
import type { Candidate } from './application-context.ts';
import { FIRST, PRIORITY_LABELS, PriorityFields, Score, SECOND, scoreNow } from './priority.tsx';

/** What the application form sends; the ids are looked up and must be the parent's own. */
export const applySchema = z.object({
  child_id: z.string().regex(/^\d{15}$/, '아동을 골라 주세요 / please choose a child'),
  nursery_id: z.string().regex(/^[A-Za-z]\d{5}$/, '어린이집을 골라 주세요 / please choose a daycare'),
  [FIRST]: many(z.string().max(32)),
  [SECOND]: many(z.string().max(32)),
});
export type Application = z.infer<typeof applySchema>;

const LABELS = {
  child_id: text('아동', 'Child'),
  nursery_id: text('어린이집', 'Daycare'),
  ...PRIORITY_LABELS,
  ...CONSENT_LABELS,
};

const STEPS = [
  text('어린이집 선택', 'Daycare'),
  text('신청 내용', 'Application'),
  text('확인', 'Check'),
  text('완료', 'Done'),
];
export const ApplySteps = ({ now }: { readonly now: number }): VNode => <Steps steps={STEPS} now={now} />;

export interface ApplyFormProps {
  readonly daycare: Daycare;
  readonly candidates: readonly Candidate[];
  readonly registered: number;
  readonly page: number;
  readonly rules: PriorityRules;
  readonly given: ReadonlySet<ConsentKind>;
  readonly state: FormState;
}

export const ApplyForm = ({ daycare, candidates, registered, page, rules, given, state }: ApplyFormProps): VNode => (
  <>
    <DaycareSummary daycare={daycare} />
    <WhileOpen>
      <Form action="/apply/check" state={state} labels={LABELS} hidden={{ nursery_id: daycare.nursery_id }}>
        <RadioGroup
          name="child_id"
          options={candidates.map(({ child, waiting, limit }) => ({
            value: child.child_id,
            label: text(child.name, ''),
            hint: usage(waiting, limit),
          }))}
        />
        <Pagination
          page={page}
          pages={Math.ceil(registered / CHILDREN_SHOWN)}
          href={(to) => withQuery('/apply', { nursery_id: daycare.nursery_id, page: to })}
        />
        <PriorityFields rules={rules} />
        <ConsentFields given={given} />
        <Actions>
          <Button label={text('다음: 확인', 'Next: check')} />
          <LinkButton href="/daycares" label={text('어린이집 다시 고르기', 'Another daycare')} weight="tertiary" />
        </Actions>
      </Form>
    </WhileOpen>
  </>
);

const usage = (waiting: number, limit: number): Text =>
  waiting >= limit
    ? text(
        `이미 ${waiting}곳에 대기 중이라 더 신청할 수 없습니다 (최대 ${limit}곳).`,
        `Waits at ${waiting} daycares already; ${limit} is the most.`,
      )
    : text(`현재 ${waiting}곳에 대기 중 (최대 ${limit}곳)`, `waits at ${waiting} of ${limit} daycares`);

const DaycareSummary = ({ daycare }: { readonly daycare: Daycare }): VNode => (
  <Summary
    rows={[
      [text('어린이집', 'Daycare'), `${daycare.name} (${daycare.nursery_id})`],
      [text('주소', 'Address'), daycare.address],
      [text('정원 / 대기', 'Capacity / waiting'), `${number(daycare.capacity)}명 / ${number(daycare.waiting)}명`],
    ]}
  />
);

export interface CheckProps {
  readonly daycare: Daycare;
  readonly child: Child;
  readonly parent: SignedParent & Parent;
  readonly rules: PriorityRules;
  readonly items: readonly string[];
  /** The completed form, to send or to go back to. */
  readonly application: Application;
  /** From the button: a second click is the same application. */
  readonly submission: string;
}

/** A summary before sending. */
export const Check = ({ daycare, child, parent, rules, items, application, submission }: CheckProps): VNode => (
  <>
    <Section title={text('신청 내용', 'Application')}>
      <Summary
        rows={[
          [text('어린이집', 'Daycare'), `${daycare.name} (${daycare.nursery_id})`],
          [text('아동', 'Child'), child.name],
          [text('생년월일', 'Birthday'), child.birthday.replace(/^(\d{4})(\d{2})(\d{2})$/, '$1. $2. $3.')],
          [text('우선순위 점수', 'Priority score'), <Score key="score" {...scoreNow(rules, items)} />],
        ]}
      />
    </Section>
    <Section title={text('보호자', 'Parent')}>
      <Summary
        rows={[
          [text('이름', 'Name'), parent.name],
          [text('전화번호', 'Phone'), parent.tel],
          [text('메일', 'Mail'), parent.email],
          [text('주소', 'Address'), `(${parent.postcode}) ${parent.address}`],
        ]}
      />
    </Section>
    <WhileOpen>
      <form method="post" action="/apply">
        {hiddenOf(application, submission).map(([name, value]) => (
          <input key={`${name}-${value}`} type="hidden" name={name} value={value} />
        ))}
        <Actions>
          <Button label={text('신청하기', 'Apply')} />
          <LinkButton href={backTo(application)} label={text('고치기', 'Change')} weight="tertiary" />
        </Actions>
      </form>
    </WhileOpen>
  </>
);

const pairsOf = (application: Application): [string, string][] => [
  ['nursery_id', application.nursery_id],
  ['child_id', application.child_id],
  ...application[FIRST].map((code): [string, string] => [FIRST, code]),
  ...application[SECOND].map((code): [string, string] => [SECOND, code]),
];

const hiddenOf = (application: Application, submission: string): [string, string][] => [
  ...pairsOf(application),
  ['submission', submission],
];

const backTo = (application: Application): string => `/apply?${new URLSearchParams(pairsOf(application))}`;

export const titleOf = (daycare: Daycare): Text =>
  text(`${daycare.name} 입소대기 신청`, plain(text('Apply for a place', '')));
