import { Field, Form, type FormState } from '@enterwait/pages/forms';
import { Actions, Alert, Button, Link, LinkButton, number, T, text } from '@enterwait/pages/parts';
import { sendPage, WhileOpen } from '@enterwait/pages/site';
import type { Response } from 'express';
import type { OpenApplication } from '../../family/leaving.ts';

const LABELS = { password: text('비밀번호', 'Password') };

export interface LeaveSummary {
  /** Applications that prevent closing the account. */
  readonly places: readonly OpenApplication[];
  /** How many will be withdrawn. */
  readonly waiting: number;
}

export function showLeave(res: Response, { places, waiting }: LeaveSummary, state: FormState): void {
  sendPage(res, {
    title: text('탈퇴', 'Close your account'),
    trail: [{ href: '/profile', label: text('연락처', 'Contact') }],
    body: places.length > 0 ? <HasPlace places={places} /> : <Leave waiting={waiting} state={state} />,
  });
}

const HasPlace = ({ places }: Pick<LeaveSummary, 'places'>) => (
  <>
    <Alert
      tone="warning"
      title={text('승인된 자리가 있어 탈퇴할 수 없습니다.', 'You cannot leave while your child has a place.')}
    >
      <p>
        <T
          ko="자리를 포기하려면 먼저 아래 신청을 취소해 주세요. 그다음 탈퇴할 수 있습니다."
          en="To give the place up, withdraw these first; then you can leave."
          block
        />
      </p>
      <ul>
        {places.map(({ request_id, nursery_name }) => (
          <li key={request_id}>
            <Link href={`/applications/${request_id}`}>{nursery_name}</Link>
          </li>
        ))}
      </ul>
    </Alert>
    <Actions>
      <LinkButton href="/profile" label={text('돌아가기', 'Go back')} weight="tertiary" />
    </Actions>
  </>
);

const Leave = ({ waiting, state }: { readonly waiting: number; readonly state: FormState }) => (
  <>
    <Alert tone="warning" title={text('탈퇴하면 되돌릴 수 없습니다.', 'This cannot be undone.')}>
      <ul>
        {waiting === 0 ? null : (
          <li>
            <T
              ko={`진행 중인 신청 ${number(waiting)}건을 취소합니다. 대기 순서를 잃으며, 취소 안내 메일을 보냅니다.`}
              en={`${number(waiting)} open applications are withdrawn; you get a mail about each.`}
              block
            />
          </li>
        )}
        <li>
          <T
            ko="지금 바로 모든 기기에서 로그아웃되고 다시 로그인할 수 없습니다."
            en="You are signed out everywhere at once and cannot sign in any more."
            block
          />
        </li>
        <li>
          <T
            ko={`${waiting === 0 ? '' : '취소가 처리되면 '}5일 안에 계정, 연락처, 아동 정보와 신청의 개인정보를 지웁니다. 백업에서는 최대 35일 뒤 없어집니다.`}
            en={`Within five days${waiting === 0 ? '' : ' of that'} your account, contact details, children and the personal data of your applications are deleted; from backups after 35 days at most.`}
            block
          />
        </li>
        <li>
          <Link href="/account/data">
            <T ko="내 정보 내려받기" en="Download your data first" />
          </Link>
        </li>
      </ul>
    </Alert>
    <WhileOpen>
      <Form action="/leave" state={state} labels={LABELS}>
        <Field name="password" type="password" autoComplete="current-password" maxLength={128} />
        <Actions>
          <Button label={text('탈퇴하기', 'Close my account')} />
          <LinkButton href="/profile" label={text('돌아가기', 'Go back')} weight="tertiary" />
        </Actions>
      </Form>
    </WhileOpen>
  </>
);
