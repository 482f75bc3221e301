import { boundsOfMonth, dayInKorea } from '@enterwait/domain/korea';
import {
  countByViewer,
  findRecordPlace,
  monthSchema,
  recordConnection,
  showing,
  type ViewerCounts,
} from '@enterwait/http/access-records';
import type { Route } from '@enterwait/http/app';
import type { Pool } from '@enterwait/http/database';
import {
  Actions,
  type Column,
  Empty,
  LinkButton,
  number,
  Section,
  T,
  Table,
  text,
  withQuery,
} from '@enterwait/pages/parts';
import { pageRoute, sendPage } from '@enterwait/pages/site';
import type { VNode } from 'preact';
import { PLACES } from './places.ts';

/** More than an agency's operators and programs. */
const MOST_VIEWERS = 200;

/** The monthly review of accesses to personal data at this system (접속기록 점검). */
export const accessRecordPages = (
  pool: Pick<Pool, 'execute'>,
  clock: () => Date = () => new Date(),
): readonly Route[] => [
  pageRoute({
    method: 'get',
    path: PLACES.accessRecords,
    access: ['operator'],
    personalData: 'recorded',
    handler: async (req, res) => {
      const asked = monthSchema.safeParse(req.query.month);
      const month = asked.success ? asked.data : dayInKorea(clock()).slice(0, 7);
      const connection = recordConnection(pool);
      const viewers = await countByViewer(connection, await findRecordPlace(connection), {
        ...boundsOfMonth(month),
        limit: MOST_VIEWERS,
      });
      showing(res, [`month:${month}`]);
      sendPage(res, {
        title: text('접속기록 점검', 'Review of the access records'),
        trail: [],
        body: <Review month={month} viewers={viewers} />,
      });
    },
  }),
];

const COLUMNS: readonly Column<ViewerCounts>[] = [
  {
    label: text('계정', 'Account'),
    header: true,
    cell: ({ role, actor_kind, actor_id }) => `${role} ${actor_kind} ${actor_id}`.trim(),
  },
  { label: text('조회', 'Looks'), numeric: true, cell: ({ looks }) => number(looks) },
  { label: text('정보주체', 'People'), numeric: true, cell: ({ subjects }) => number(subjects) },
  { label: text('한 번에 최대', 'Most at once'), numeric: true, cell: ({ most }) => number(most) },
  { label: text('거절·없음', 'Refused, not found'), numeric: true, cell: ({ refused }) => number(refused) },
  { label: text('야간(22–7시)', 'At night'), numeric: true, cell: ({ at_night }) => number(at_night) },
  { label: text('주말', 'On weekends'), numeric: true, cell: ({ on_weekends }) => number(on_weekends) },
];

const Review = ({ month, viewers }: { readonly month: string; readonly viewers: readonly ViewerCounts[] }): VNode => (
  <>
    <p class="lead">
      <T
        ko={`${month}에 이 시스템에서 누가 개인정보를 얼마나 조회했는지입니다. 어린이집과 학부모 시스템의 기록은 make access-records 로 함께 내려받습니다.`}
        en={`Who looked at personal data at this system in ${month}. The records of the other two systems are exported by make access-records.`}
        block
      />
    </p>
    <Actions>
      <LinkButton
        href={withQuery('/access-records', { month })}
        label={text('CSV 내려받기', 'Download as CSV')}
        size="medium"
      />
      <LinkButton
        href={withQuery(PLACES.accessRecords, { month: monthBefore(month) })}
        label={text('이전 달', 'Previous month')}
        weight="tertiary"
        size="medium"
      />
    </Actions>
    <Section title={text('계정별', 'By account')}>
      <Table
        caption={text('많이 조회한 순서입니다.', 'Most accesses first.')}
        columns={COLUMNS}
        rows={viewers}
        rowKey={({ actor_kind, actor_id, role }) => `${actor_kind} ${role} ${actor_id}`}
        empty={<Empty title={text('이 달의 기록이 없습니다.', 'There are no records for this month.')} />}
      />
    </Section>
  </>
);

/** @param month `YYYY-MM` */
const monthBefore = (month: string): string =>
  dayInKorea(new Date(boundsOfMonth(month).from.getTime() - 1)).slice(0, 7);
