import { REQUEST_ID } from '@enterwait/domain/application';
import { type CommandType, REASON_TEXTS, STATUS } from '@enterwait/domain/protocol';
import { principalOf, requireOwn } from '@enterwait/http/access';
import { showing } from '@enterwait/http/access-records';
import type { Route } from '@enterwait/http/app';
import { HttpError } from '@enterwait/http/errors';
import type { CommandRow } from '@enterwait/ledger/tables';
import {
  Actions,
  Alert,
  History,
  type HistoryEntry,
  Link,
  LinkButton,
  Section,
  Summary,
  T,
  Time,
  type Tone,
  text,
} from '@enterwait/pages/parts';
import { doneOf, Live, pageRoute, sendLive, sendPage, WhileOpen } from '@enterwait/pages/site';
import type { Request, Response } from 'express';
import type { VNode } from 'preact';
import {
  type ApplicationView,
  possibleOf,
  type ReadDependencies,
  readApplication,
  type StaffAct,
} from '../../line/views.ts';
import { AgeAndBirthday, Points, PriorityItems, StatusBadge, Why } from '../parts.tsx';
import { ACT_WORDS, commandWord, IN_FLIGHT, lastCancel, stateInWords } from '../words.ts';
import { addressOfAct } from './round.ts';

const PATH = '/applications/:request_id';
const SECONDS = 3;

export const addressOfApplication = (requestId: string): string => `/applications/${requestId}`;

/** The application in the URL, for staff of its own daycare. @throws HttpError 404 `no-application`, 403 `not-yours` */
export async function applicationIn(
  dependencies: ReadDependencies,
  req: Request,
  res: Response,
): Promise<ApplicationView> {
  const { request_id } = req.params;
  if (typeof request_id !== 'string' || !REQUEST_ID.test(request_id)) throw notFound();
  const view = await readApplication(dependencies, request_id, new Date());
  requireOwn(principalOf(res), view.row);
  return view;
}

const notFound = (): HttpError =>
  new HttpError(404, 'no-application', '신청 내역이 없습니다 / there is no such application');

const DONE = {
  accept: text('승인을 요청했습니다. 결과는 아래에 나타납니다.', 'Acceptance submitted. Its result appears below.'),
  reject: text('반려를 요청했습니다. 결과는 아래에 나타납니다.', 'Rejection submitted. Its result appears below.'),
  leave: text('퇴소를 요청했습니다. 결과는 아래에 나타납니다.', 'Departure submitted. Its result appears below.'),
} as const satisfies Record<StaffAct, object>;

/** One application: the child, the family, the priority, its state and its history. */
export const applicationPages = (dependencies: ReadDependencies): readonly Route[] => [
  pageRoute({
    method: 'get',
    path: PATH,
    access: ['staff'],
    personalData: 'recorded',
    handler: async (req, res) => {
      const view = await applicationIn(dependencies, req, res);
      showing(res, [view.row.request_id]);
      const done = doneOf(req, DONE);
      sendPage(res, {
        title: text(`${view.row.child_name} 아동의 신청`, 'Application'),
        trail: [{ href: '/waiting', label: text('대기 목록', 'Waiting list') }],
        body: (
          <>
            {done === undefined ? null : <Alert tone="success" title={done} />}
            <Live {...livePart(view)} />
            <Family view={view} now={new Date()} />
          </>
        ),
      });
    },
  }),
  pageRoute({
    method: 'get',
    path: `${PATH}/state`,
    access: ['staff'],
    personalData: { refreshOf: PATH },
    handler: async (req, res) => {
      const view = await applicationIn(dependencies, req, res);
      showing(res, [view.row.request_id]);
      sendLive(req, res, livePart(view));
    },
  }),
];

const livePart = (view: ApplicationView) => ({
  id: 'state',
  url: `${addressOfApplication(view.row.request_id)}/state`,
  seconds: SECONDS,
  children: <State view={view} />,
});

const State = ({ view }: { readonly view: ApplicationView }): VNode => {
  const { row, inFlight, refused, history } = view;
  return (
    <>
      {refused === undefined ? null : (
        <Alert
          tone="warning"
          title={text(
            `${commandWord(refused).ko} 요청이 반영되지 않았습니다.`,
            `The request was not carried out: ${commandWord(refused).en.toLowerCase()}.`,
          )}
        >
          <p>
            <Why reason={refused.reason} />
          </p>
        </Alert>
      )}
      <p class="lead">
        <StatusBadge
          status={row.status}
          cancelledBy={row.status === STATUS.cancelled ? lastCancel(history)?.origin : undefined}
          standing={inFlight && { ...inFlight, request_id: row.request_id, outcome: null }}
        />
        <br />
        <T {...stateInWords(view)} block />
      </p>
      <Possible view={view} />
      <Section title={text('처리 내역', 'History')}>
        <History entries={history.toReversed().map(entryOf)} />
      </Section>
    </>
  );
};

const Possible = ({ view }: { readonly view: ApplicationView }): VNode | null => {
  const acts = possibleOf(view).filter((act) => act !== 'accept' || view.places.left > 0);
  if (acts.length === 0) return null;
  return (
    <WhileOpen>
      <Actions>
        {acts.map((act) => (
          <LinkButton
            key={act}
            href={addressOfAct(view.row, act)}
            label={ACT_WORDS[act]}
            weight={act === 'accept' ? 'primary' : 'secondary'}
            size="medium"
          />
        ))}
      </Actions>
    </WhileOpen>
  );
};

const TONES: Readonly<Record<CommandType, Tone>> = {
  Request: 'information',
  Accept: 'success',
  Reject: 'danger',
  Cancel: 'gray',
};

function entryOf(command: CommandRow): HistoryEntry {
  const { outcome, reason, asked_at, judged_at, note } = command;
  const isOpen = outcome === null;
  return {
    at: <Time at={judged_at ?? asked_at} />,
    tone: isOpen ? 'warning' : outcome === 'refused' ? 'danger' : TONES[command.type],
    title: (
      <>
        <T {...commandWord(command)} />
        {isOpen ? (
          <>
            {' '}
            · <T {...IN_FLIGHT} />
          </>
        ) : null}
        {outcome === 'refused' ? (
          <>
            {' '}
            · <T ko="반영되지 않음" en="not carried out" />
          </>
        ) : null}
      </>
    ),
    children: (
      <>
        {reason === null ? null : (
          <p>
            <T {...REASON_TEXTS[reason]} />
          </p>
        )}
        {note === null ? null : (
          <p>
            <T ko="사유" en="Reason" />: {note}
          </p>
        )}
      </>
    ),
  };
}

const Family = ({
  view: { row, position, mailReturned },
  now,
}: {
  readonly view: ApplicationView;
  readonly now: Date;
}): VNode => (
  <Section title={text('신청 내용', 'Application')}>
    {mailReturned === undefined ? null : (
      <Alert tone="warning" title={text('이 가족에게는 메일이 가지 않습니다', 'This family gets no mail')}>
        <p>
          <T
            ko="메일이 되돌아왔거나 스팸으로 신고되어 보내지 않고 있습니다. 알릴 것은 전화로 알려 주세요."
            en="A mail came back or was reported as spam, so none are sent. Please call the family instead."
            block
          />
        </p>
      </Alert>
    )}
    <Summary
      rows={[
        [text('아동', 'Child'), row.child_name],
        [text('나이', 'Age'), <AgeAndBirthday birthday={row.child_birthday} now={now} />],
        [text('신청일', 'Applied'), row.requested_at && <Time at={row.requested_at} />],
        [text('대기 순번', 'Number in the line'), position],
        [text('점수', 'Points'), <Points scored={row} />],
        [text('우선순위 항목', 'Priority items'), <PriorityItems scored={row} />],
        [text('학부모', 'Parent'), row.parent_name],
        [text('전화번호', 'Phone'), <Link href={`tel:${row.parent_tel}`}>{row.parent_tel}</Link>],
        [text('메일', 'Mail'), <Link href={`mailto:${row.parent_email}`}>{row.parent_email}</Link>],
        [text('주소', 'Address'), `(${row.parent_postcode}) ${row.parent_address}`],
      ]}
    />
  </Section>
);
