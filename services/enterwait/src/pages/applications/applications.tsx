import type { Route } from '@enterwait/http/app';
import { inSnapshot, type Pool } from '@enterwait/http/database';
import { Actions, Card, Cards, Empty, Link, LinkButton, Section, Summary, T, Time, text } from '@enterwait/pages/parts';
import { Live, pageRoute, sendLive, sendPage } from '@enterwait/pages/site';
import type { VNode } from 'preact';
import { applicationsOf, type MyApplication } from '../../applications/my-applications.ts';
import { isOpen } from '../../applications/open-applications.ts';
import { parentOf } from '../visitor.ts';
import { refusedLine } from '../words.ts';
import { Line, StatusBadge } from './application-views.tsx';

/** `GET /applications`: a parent's applications with their states; `/applications/live` updates the list. */
export const applicationsPages = (pool: Pool): readonly Route[] => [
  pageRoute({
    method: 'get',
    path: '/applications',
    access: ['parent'],
    async handler(_req, res) {
      const applications = await inSnapshot(pool, (tx) => applicationsOf(tx, parentOf(res).userId, new Date()));
      sendPage(res, {
        title: text('내 신청', 'My applications'),
        trail: [],
        body: (
          <>
            <Live {...listOf(applications)} />
            <Actions>
              <LinkButton
                href="/daycares"
                label={text('어린이집 찾아 신청하기', 'Apply at a daycare')}
                weight="primary"
              />
            </Actions>
          </>
        ),
      });
    },
  }),
  pageRoute({
    method: 'get',
    path: '/applications/live',
    access: ['parent'],
    async handler(req, res) {
      const applications = await inSnapshot(pool, (tx) => applicationsOf(tx, parentOf(res).userId, new Date()));
      sendLive(req, res, listOf(applications));
    },
  }),
];

const listOf = (applications: readonly MyApplication[]) => ({
  id: 'applications',
  url: '/applications/live',
  children: <List applications={applications} />,
});

const List = ({ applications }: { readonly applications: readonly MyApplication[] }): VNode => {
  if (applications.length === 0) {
    return (
      <Empty
        title={text('신청한 내역이 없습니다.', 'There is no application yet.')}
        hint={text('어린이집을 찾아 신청해 보세요.', 'Find a daycare and apply.')}
      />
    );
  }
  const open = applications.filter((application) => isOpen(application) || application.inFlight.length > 0);
  const past = applications.filter((application) => !open.includes(application));
  return (
    <>
      {open.length === 0 ? null : (
        <Section title={text('진행 중', 'Open')}>
          <Cards>{open.map(cardOf)}</Cards>
        </Section>
      )}
      {past.length === 0 ? null : (
        <Section title={text('지난 신청', 'Past')}>
          <Cards>{past.map(cardOf)}</Cards>
        </Section>
      )}
    </>
  );
};

const cardOf = (application: MyApplication): VNode => (
  <Card
    key={application.request_id}
    title={<Link href={`/applications/${application.request_id}`}>{application.nursery_name}</Link>}
    badge={<StatusBadge application={application} />}
    actions={
      <LinkButton
        href={`/applications/${application.request_id}`}
        label={text('자세히 보기', 'Details')}
        size="medium"
        of={`${application.nursery_name} ${application.child_name}`}
      />
    }
  >
    <Summary
      rows={[
        [text('아동', 'Child'), application.child_name],
        [text('신청한 때', 'Applied'), <Time key="at" at={application.requested_at ?? application.created_at} />],
        [
          text('대기 순서', 'Line'),
          application.before === undefined ? null : <Line key="line" before={application.before} />,
        ],
        [
          text('처리되지 않음', 'Not done'),
          application.refused && <T key="refused" {...refusedLine(application.refused)} />,
        ],
      ]}
    />
  </Card>
);
