import { STATUS_NAMES } from '@enterwait/domain/protocol';
import { showing } from '@enterwait/http/access-records';
import type { Route } from '@enterwait/http/app';
import type { StateItem } from '@enterwait/judge/table';
import { EMPTY_FORM, Field, Form, type FormState, readForm, Select } from '@enterwait/pages/forms';
import {
  Actions,
  Alert,
  Badge,
  Button,
  type Column,
  Empty,
  Link,
  LinkButton,
  number,
  Table,
  text,
  withQuery,
} from '@enterwait/pages/parts';
import { pageRoute, sendPage } from '@enterwait/pages/site';
import type { VNode } from 'preact';
import type { ApplicationPage, ApplicationTable } from '../../application-table.ts';
import { applicationQuerySchema } from '../../applications/filter.ts';
import { Moment } from '../moments.tsx';
import { PLACES } from '../places.ts';
import { STATUS_WORDS } from '../words.ts';

const LABELS = {
  text: text('찾을 내용', 'Search for'),
  status: text('상태', 'Status'),
  nursery_id: text('어린이집 번호 (N00001)', 'Daycare'),
  from: text('바뀐 날: 부터', 'Changed from'),
  to: text('까지', 'to'),
};

/** The applications by status, daycare, time and text, a page at a time. */
export const applicationsPage = (table: Pick<ApplicationTable, 'find'>): Route =>
  pageRoute({
    method: 'get',
    path: PLACES.applications,
    access: ['operator'],
    personalData: 'recorded',
    handler: async (req, res) => {
      const form = readForm(applicationQuerySchema, req);
      const page = form.ok ? await table.find(form.values) : undefined;
      showing(
        res,
        page === undefined ? [] : [...page.applications.map(({ request_id }) => request_id), ...page.unreadable],
      );
      sendPage(res, {
        title: text('신청 조회', 'Applications'),
        trail: [],
        status: form.ok ? 200 : 422,
        body: (
          <>
            <SearchForm state={form} />
            {page === undefined ? null : <Found page={page} raw={form.raw} />}
          </>
        ),
      });
    },
  });

/** Also on the home page. */
export const SearchForm = ({ state = EMPTY_FORM }: { readonly state?: FormState }): VNode => (
  <Form action={PLACES.applications} method="get" search state={state} labels={LABELS}>
    <Field
      name="text"
      type="search"
      optional
      maxLength={254}
      hint={text(
        '신청 번호, 아동 번호(15자리), 메일 주소, 이름의 앞 두 글자 이상',
        'number of the application or child, mail address, or two letters of a name',
      )}
    />
    <Select
      name="status"
      optional
      placeholder={text('모두', 'All')}
      options={Object.keys(STATUS_NAMES).map((value) => ({
        value,
        label: STATUS_WORDS[Number(value) as keyof typeof STATUS_WORDS].label,
      }))}
    />
    <Field name="nursery_id" optional maxLength={6} width="short" />
    <Field name="from" type="date" optional width="middle" />
    <Field name="to" type="date" optional width="middle" />
    <Actions>
      <Button label={text('찾기', 'Search')} size="medium" />
      <LinkButton href={PLACES.applications} label={text('모두 보기', 'Show all')} weight="tertiary" size="medium" />
    </Actions>
  </Form>
);

const COLUMNS: readonly Column<StateItem>[] = [
  {
    label: text('신청 번호', 'Application'),
    header: true,
    cell: ({ request_id }) => <Link href={PLACES.application(request_id)}>{request_id}</Link>,
  },
  { label: text('아동', 'Child'), cell: ({ application }) => application?.child_name ?? '-' },
  { label: text('보호자', 'Parent'), cell: ({ application }) => application?.parent_name ?? '-' },
  {
    label: text('어린이집', 'Daycare'),
    cell: ({ application, entry }) => [entry?.nursery_name, application?.nursery_id].filter(Boolean).join(' '),
  },
  { label: text('상태', 'Status'), cell: ({ status }) => <Badge {...STATUS_WORDS[status]} /> },
  {
    label: text('점수', 'Points'),
    numeric: true,
    cell: ({ entry }) => (entry === null ? '-' : number(entry.priority.points)),
  },
  { label: text('바뀐 때', 'Changed'), cell: ({ updated_at }) => <Moment at={updated_at} /> },
];

interface FoundProps {
  readonly page: ApplicationPage;
  readonly raw: FormState['raw'];
}

const Found = ({ page: { applications, next, lookedBackTo, unreadable }, raw }: FoundProps): VNode => {
  const query = Object.fromEntries(Object.entries(raw).map(([name, value]) => [name, String(value)]));
  const isLater = query.cursor !== undefined;
  return (
    <>
      {unreadable.length === 0 ? null : (
        <Alert
          tone="warning"
          title={text(
            `읽을 수 없는 신청이 ${unreadable.length}건 있어 아래 목록에 없습니다`,
            `${unreadable.length} of them cannot be read and are missing below`,
          )}
        >
          <p>
            {unreadable.map((id) => (
              <Link key={id} href={PLACES.application(id)}>{`${id} `}</Link>
            ))}
          </p>
        </Alert>
      )}
      <Table
        caption={text('찾은 신청', 'Search results')}
        columns={COLUMNS}
        rows={applications}
        rowKey={({ request_id }) => request_id}
        empty={
          lookedBackTo === null ? (
            <Empty
              title={text('찾은 신청이 없습니다', 'Nothing found')}
              hint={text('조건을 바꿔 보세요.', 'Try other criteria.')}
            />
          ) : undefined
        }
      />
      {lookedBackTo === null ? null : (
        <p class="note">
          {lookedBackTo}까지 살펴보았습니다. <span lang="en">Looked back to {lookedBackTo}.</span>
        </p>
      )}
      <nav aria-label="목록 이동">
        <Actions>
          {next === null ? null : (
            <LinkButton
              href={withQuery(PLACES.applications, { ...query, cursor: next })}
              label={lookedBackTo === null ? text('다음', 'Next') : text('더 이전 찾기', 'Search earlier')}
              size="medium"
            />
          )}
          {isLater ? (
            <LinkButton
              href={withQuery(PLACES.applications, { ...query, cursor: undefined })}
              label={text('처음으로', 'First page')}
              weight="tertiary"
              size="medium"
            />
          ) : null}
        </Actions>
      </nav>
    </>
  );
};
