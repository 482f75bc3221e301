import type { Route } from '@enterwait/http/app';
import { EMPTY_FORM, Field, Form, type FormState, readForm, Select } from '@enterwait/pages/forms';
import { Actions, Alert, Button, Empty, LinkButton, number, T, Table, text, withQuery } from '@enterwait/pages/parts';
import type { Request } from 'express';
import type { ComponentChildren, VNode } from 'preact';
import {
  AGES,
  type Cursor,
  cursorSchema,
  type FilterValues,
  filterSchema,
  isFiltered,
  LEAST_POINTS,
  VIEWS,
  type View,
} from '../../line/filter.ts';
import { type LineView, type ReadDependencies, readLine } from '../../line/views.ts';
import { COUNTED } from '../../line/waiting-line.ts';
import { PlaceFigures, PreviousNext, RefusedList } from '../parts.tsx';
import { VIEW_WORDS } from '../words.ts';
import { listPages } from './list-pages.tsx';
import { decidedColumns, waitingColumns } from './waiting-columns.tsx';

const PATH = '/waiting';
const LIVE_PATH = '/waiting/list';
const SECONDS = 5;

const LABELS = {
  age: text('나이', 'Age'),
  points: text('1순위 점수', 'Points'),
  from: text('신청일부터', 'Applied from'),
  until: text('신청일까지', 'Applied until'),
  name: text('아동 이름', 'Name of the child'),
};

/** The query in the URL. */
interface Asked {
  readonly view: View;
  readonly filter: FilterValues;
  readonly cursor: Cursor;
  readonly form: FormState & { readonly ok: boolean };
}

function askedIn(req: Request): Asked {
  const form = readForm(filterSchema, req);
  const view = VIEWS.find((one) => one === req.query.view) ?? 'waiting';
  const cursor = cursorSchema.safeParse(req.query);
  return { view, filter: form.ok ? form.values : {}, cursor: cursor.success ? cursor.data : {}, form };
}

/** The waiting list of a daycare in order, and its decided applications. */
export const waitingPages = (dependencies: ReadDependencies): readonly Route[] =>
  listPages({
    path: PATH,
    livePath: LIVE_PATH,
    title: text('대기 목록', 'Waiting list'),
    askedIn,
    look: (nurseryId, asked: Asked, now) => readLine(dependencies, nurseryId, asked, now),
    shownIn: ({ page, refused }) => [...page.rows, ...refused].map(({ request_id }) => request_id),
    search: (asked) => <Filters asked={asked} />,
    livePart,
  });

const livePart = (asked: Asked, seen: LineView, now: Date) => ({
  id: 'line',
  url: addressOf(asked, asked.cursor, LIVE_PATH),
  seconds: SECONDS,
  quiet: true,
  children: <Line asked={asked} seen={seen} now={now} />,
});

/** The URL of a list with its filters. */
function addressOf({ view, filter }: Pick<Asked, 'view' | 'filter'>, cursor: Cursor, path = PATH): string {
  return withQuery(path, { view: view === 'waiting' ? undefined : view, ...filter, ...cursor });
}

const Filters = ({ asked: { view, filter, form } }: { readonly asked: Asked }): VNode => (
  <details class="filters" open={isFiltered(filter) || !form.ok}>
    <summary>
      <T ko="검색 조건" en="Filters" />
    </summary>
    <Form
      action={PATH}
      method="get"
      search
      labels={LABELS}
      state={form.ok ? { ...EMPTY_FORM, raw: form.raw } : form}
      hidden={view === 'waiting' ? {} : { view }}
    >
      <Field name="name" type="search" maxLength={50} optional />
      <Select name="age" options={AGE_OPTIONS} placeholder={ALL} optional />
      <Select name="points" options={POINT_OPTIONS} placeholder={ALL} optional />
      <Field name="from" type="date" optional />
      <Field name="until" type="date" optional />
      <Actions>
        <Button label={text('검색', 'Search')} size="medium" />
        <LinkButton
          href={addressOf({ view, filter: {} }, {})}
          label={text('조건 지우기', 'Clear')}
          weight="tertiary"
          size="medium"
        />
      </Actions>
    </Form>
  </details>
);

const ALL = text('전체', 'All');
const AGE_OPTIONS = AGES.map((age) => ({
  value: String(age),
  label: age === AGES.at(-1) ? text(`만 ${age}세 이상`, `${age} and older`) : text(`만 ${age}세`, `${age}`),
}));
const POINT_OPTIONS = LEAST_POINTS.map((points) => ({
  value: String(points),
  label: text(`${points}점 이상`, `${points} or more`),
}));

interface LineProps {
  readonly asked: Asked;
  readonly seen: LineView;
  readonly now: Date;
}

const Line = ({ asked, seen, now }: LineProps): VNode => (
  <>
    <PlaceFigures places={seen.places} waiting={seen.counts.waiting} />
    <Notices seen={seen} />
    <Views asked={asked} seen={seen} />
    <Table
      caption={captionOf(seen.view)}
      columns={seen.view === 'waiting' ? waitingColumns(seen, now) : decidedColumns(seen, now)}
      rows={seen.page.rows}
      rowKey={({ request_id }) => request_id}
      empty={<Nothing asked={asked} />}
    />
    <PreviousNext page={seen.page} first={addressOf(asked, {})} href={(cursor) => addressOf(asked, cursor)} />
  </>
);

const Notices = ({ seen: { places, refused, counts } }: { readonly seen: LineView }): VNode => (
  <>
    {places.left === 0 && counts.waiting > 0 ? (
      <Alert tone="warning" title={text('정원이 찼습니다.', 'There is no place left.')}>
        <p>
          <T
            ko="재원 아동이 퇴소하면 다음 순번을 승인할 수 있습니다. 반려는 지금도 할 수 있습니다."
            en="The next in line can be accepted once a child has left. Rejecting is possible now."
            block
          />
        </p>
      </Alert>
    ) : null}
    {refused.length === 0 ? null : (
      <Alert
        tone="warning"
        title={text(
          '최근 하루 동안 반영되지 않은 요청이 있습니다.',
          'Some requests of the last day were not carried out.',
        )}
      >
        <RefusedList refused={refused} />
      </Alert>
    )}
  </>
);

const Views = ({ asked, seen }: { readonly asked: Asked; readonly seen: LineView }): VNode => (
  <nav class="views" aria-label="목록 종류">
    <ul>
      {VIEWS.map((view) => (
        <li key={view}>
          <a
            href={addressOf({ view, filter: asked.filter }, {})}
            aria-current={view === seen.view ? 'true' : undefined}
            id={`view-${view}`}
          >
            <T {...VIEW_WORDS[view]} /> <span class="count">{countInWords(seen.counts[view])}</span>
          </a>
        </li>
      ))}
    </ul>
  </nav>
);

const countInWords = (count: number): string => (count < COUNTED ? number(count) : `${number(COUNTED)}+`);

const captionOf = (view: View) =>
  view === 'waiting'
    ? text('순위 점수, 신청 시각의 순서입니다.', 'In order of points, then of the time of application.')
    : text('최근에 처리된 순서입니다.', 'The latest first.');

const Nothing = ({ asked }: { readonly asked: Asked }): ComponentChildren =>
  isFiltered(asked.filter) || asked.cursor.after !== undefined || asked.cursor.before !== undefined ? (
    <Empty
      title={text('조건에 맞는 신청이 없습니다.', 'No application matches.')}
      hint={text('검색 조건을 바꾸거나 지워 보세요.', 'Change the filters or clear them.')}
      action={{ href: addressOf({ view: asked.view, filter: {} }, {}), label: text('조건 지우기', 'Clear') }}
    />
  ) : (
    <Empty {...EMPTY_VIEWS[asked.view]} />
  );

const EMPTY_VIEWS = {
  waiting: {
    title: text('기다리는 아동이 없습니다.', 'Nobody is waiting.'),
    hint: text('학부모가 신청하면 여기에 나타납니다.', 'Applications appear here as parents send them.'),
  },
  accepted: { title: text('승인한 신청이 없습니다.', 'No application is accepted.') },
  rejected: { title: text('반려한 신청이 없습니다.', 'No application was rejected.') },
  cancelled: {
    title: text('취소되거나 퇴소한 신청이 없습니다.', 'No application was withdrawn and no child has left.'),
  },
} as const satisfies Record<View, { title: object; hint?: object }>;
