import { REQUEST_ID } from '@enterwait/domain/application';
import { move } from '@enterwait/domain/protocol';
import { showing } from '@enterwait/http/access-records';
import type { Route } from '@enterwait/http/app';
import { RefusedError } from '@enterwait/http/errors';
import { Actions, Alert, type Column, Section, T, Table, text } from '@enterwait/pages/parts';
import { doneOf, Live, pageRoute, sendLive, sendPage } from '@enterwait/pages/site';
import type { Request } from 'express';
import type { VNode } from 'preact';
import type { ApplicationAuditEntry, AuditTrail } from '../../audit/trail.ts';
import type { LoadedTimeline, TimelineLoader } from '../../timeline/load.ts';
import { SYSTEM_NAMES } from '../../timeline/words.ts';
import { Moment } from '../moments.tsx';
import { PLACES } from '../places.ts';
import { CancelLink, TimelineView } from './timeline-view.tsx';

const DONE = {
  cancelled: text(
    '취소를 접수했습니다. 잠시 뒤 아래에 반영됩니다.',
    'Cancellation submitted. Its result appears below in a moment.',
  ),
};

/** The application's number in a URL. @throws RefusedError 404 if it is malformed */
export function requestIdOf(req: Request): string {
  const id = String(req.params.request_id);
  if (!REQUEST_ID.test(id)) throw new RefusedError('no-application');
  return id;
}

async function loadTimeline(timelines: TimelineLoader, req: Request): Promise<LoadedTimeline> {
  const timeline = await timelines.load(requestIdOf(req));
  if (timeline === undefined) throw new RefusedError('no-application');
  return timeline;
}

const part = (requestId: string, timeline: LoadedTimeline) => ({
  id: 'timeline',
  url: `${PLACES.application(requestId)}/live`,
  seconds: 3,
  children: <TimelineView timeline={timeline} />,
});

interface Parts {
  readonly timelines: TimelineLoader;
  readonly trail: AuditTrail;
}

/** One application across the whole pipeline, with its audit. */
export const applicationPages = ({ timelines, trail }: Parts): readonly Route[] => [
  pageRoute({
    method: 'get',
    path: PLACES.application(':request_id'),
    access: ['operator'],
    personalData: 'recorded',
    handler: async (req, res) => {
      const requestId = requestIdOf(req);
      const [timeline, audit] = await Promise.all([loadTimeline(timelines, req), trail.of(requestId)]);
      showing(res, [requestId]);
      const done = doneOf(req, DONE);
      const mayCancel = move(timeline.state?.status ?? null, 'Cancel', 'management').legal;
      sendPage(res, {
        title: text(`신청 ${requestId}`, 'Application'),
        trail: [{ href: PLACES.applications, label: text('신청 조회', 'Applications') }],
        body: (
          <>
            {done && <Alert tone="success" title={done} />}
            <Live {...part(requestId, timeline)} />
            {mayCancel ? (
              <Actions>
                <CancelLink requestId={requestId} />
              </Actions>
            ) : null}
            <AuditTable {...audit} />
          </>
        ),
      });
    },
  }),
  pageRoute({
    method: 'get',
    path: `${PLACES.application(':request_id')}/live`,
    access: ['operator'],
    personalData: { refreshOf: PLACES.application(':request_id') },
    handler: async (req, res) => {
      const requestId = requestIdOf(req);
      const timeline = await loadTimeline(timelines, req);
      showing(res, [requestId]);
      sendLive(req, res, part(requestId, timeline));
    },
  }),
];

const WHERE = { ...SYSTEM_NAMES, management: text('신청관리시스템', 'this system') };

const COLUMNS: readonly Column<ApplicationAuditEntry>[] = [
  { label: text('시각', 'At'), header: true, cell: ({ at }) => <Moment at={at} /> },
  { label: text('한 일', 'What'), cell: ({ action, subject }) => [action, subject].filter(Boolean).join(' ') },
  { label: text('누가', 'Who'), cell: ({ role, actor_kind, actor_id }) => `${role} ${actor_kind} ${actor_id}`.trim() },
  { label: text('어디에서', 'At'), cell: ({ at_system }) => WHERE[at_system].ko },
  { label: text('주소', 'From'), cell: ({ ip }) => ip ?? '-' },
  {
    label: text('결과', 'Outcome'),
    cell: ({ outcome, code }) => [outcome === 'done' ? '됨' : '거절', code].filter(Boolean).join(' '),
  },
];

const AuditTable = ({ deeds, missing }: Awaited<ReturnType<AuditTrail['of']>>): VNode => (
  <Section title={text('감사 기록', 'Audit')}>
    {missing.map((system) => (
      <Alert key={system} tone="warning">
        <T
          ko={`${SYSTEM_NAMES[system].ko}이(가) 응답하지 않아 그쪽 기록은 빠져 있습니다.`}
          en={`Entries from ${SYSTEM_NAMES[system].en} are missing, because it does not answer.`}
        />
      </Alert>
    ))}
    <Table
      caption={text('누가 무엇을 했는지', 'Who did what')}
      columns={COLUMNS}
      rows={deeds}
      rowKey={(entry) => `${entry.at_system} ${entry.at} ${entry.action} ${entry.actor_id}`}
      empty={
        <p>
          <T ko="기록이 없습니다." en="No entries." />
        </p>
      }
    />
  </Section>
);
