import { randomUUID } from 'node:crypto';
import { STATUS } from '@enterwait/domain/protocol';
import { Form } from '@enterwait/pages/forms';
import { Actions, Alert, Button, LinkButton, Section, T, type Text, text, withQuery } from '@enterwait/pages/parts';
import { Live, sendPage, WhileOpen } from '@enterwait/pages/site';
import type { Response } from 'express';
import type { MyApplicationInFull } from '../../applications/my-applications.ts';
import { statusWord } from '../words.ts';
import { canApplyAgain, canCancel, Facts, Progress } from './application-views.tsx';

const TRAIL = [{ href: '/applications', label: text('내 신청', 'My applications') }];
const LOSES_TURN = text(
  '취소하면 지금의 대기 순서를 잃습니다. 다시 신청하면 그때부터 순서가 정해집니다.',
  'Your place in the line is lost. If you apply again, you join the end of the line.',
);
const LOSES_PLACE = text(
  '취소하면 승인된 자리가 다음 아동에게 돌아갑니다. 다시 신청하면 그때부터 순서가 정해집니다.',
  'The place goes to the next child. If you apply again, you join the end of the line.',
);

/** The live part of the page. */
export const progressOf = (application: MyApplicationInFull) => ({
  id: 'progress',
  url: `/applications/${application.request_id}/live`,
  children: (
    <>
      <Progress application={application} />
      <Section title={text('신청 내용', 'Application')}>
        <Facts application={application} />
      </Section>
      <WhileOpen>
        <Actions>
          {canCancel(application) ? (
            <LinkButton
              href={`/applications/${application.request_id}/cancel`}
              label={text('신청 취소', 'Withdraw')}
              weight="tertiary"
            />
          ) : null}
          {canApplyAgain(application) ? (
            <LinkButton
              href={withQuery('/apply', { nursery_id: application.nursery_id, child_id: application.child_id })}
              label={text('다시 신청하기', 'Apply again')}
            />
          ) : null}
        </Actions>
      </WhileOpen>
    </>
  ),
});

const titleOf = ({ nursery_name }: MyApplicationInFull): Text => text(`${nursery_name} 입소대기`, 'Application');

export function showApplication(res: Response, application: MyApplicationInFull, done: Text | undefined): void {
  sendPage(res, {
    title: titleOf(application),
    trail: TRAIL,
    body: (
      <>
        {done === undefined ? null : <Alert tone="success" title={done} />}
        <Live {...progressOf(application)} />
      </>
    ),
  });
}

export function showCancel(res: Response, application: MyApplicationInFull): void {
  if (!canCancel(application)) {
    showRefused(
      res.status(409),
      application,
      text('취소할 수 있는 신청이 아닙니다', 'this application cannot be withdrawn'),
    );
    return;
  }
  sendPage(res, {
    title: text('신청 취소', 'Withdraw the application'),
    trail: [...TRAIL, { href: `/applications/${application.request_id}`, label: titleOf(application) }],
    body: (
      <>
        <Alert tone="warning" title={text('이 신청을 취소하시겠습니까?', 'Withdraw this application?')}>
          <p>
            <T {...(application.expected === STATUS.accepted ? LOSES_PLACE : LOSES_TURN)} block />
          </p>
        </Alert>
        <Facts application={application} />
        <WhileOpen>
          <Form
            action={`/applications/${application.request_id}/cancel`}
            labels={{}}
            hidden={{ submission: randomUUID() }}
          >
            <Actions>
              <Button label={text('신청 취소', 'Withdraw')} />
              <LinkButton
                href={`/applications/${application.request_id}`}
                label={text('돌아가기', 'Go back')}
                weight="tertiary"
              />
            </Actions>
          </Form>
        </WhileOpen>
      </>
    ),
  });
}

export function showRefused(res: Response, application: MyApplicationInFull, reason: Text): void {
  const { label } = statusWord(application);
  sendPage(res, {
    title: text('취소할 수 없습니다', 'Not withdrawn'),
    trail: TRAIL,
    body: (
      <>
        <Alert tone="danger" title={reason}>
          <p>
            <T ko={`지금 상태: ${label.ko}`} en={`Current status: ${label.en}.`} />
          </p>
        </Alert>
        <Actions>
          <LinkButton
            href={`/applications/${application.request_id}`}
            label={text('신청 보기', 'See the application')}
            weight="primary"
          />
        </Actions>
      </>
    ),
  });
}
