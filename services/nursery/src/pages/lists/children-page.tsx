import { STATUS } from '@enterwait/domain/protocol';
import type { Route } from '@enterwait/http/app';
import { EMPTY_FORM, Field, Form, type FormState, readForm, Select } from '@enterwait/pages/forms';
import { Actions, Button, type Column, Empty, Link, LinkButton, Table, text, withQuery } from '@enterwait/pages/parts';
import { WhileOpen } from '@enterwait/pages/site';
import type { Request } from 'express';
import type { VNode } from 'preact';
import type { AdmittedRow } from '../../line/admitted.ts';
import { AGES, type Cursor, childFilterSchema, cursorSchema, type FilterValues } from '../../line/filter.ts';
import { type AdmittedView, type ReadDependencies, readAdmitted } from '../../line/views.ts';
import { addressOfAct } from '../application/round.ts';
import { AgeAndBirthday, Day, PlaceFigures, PreviousNext, StatusBadge } from '../parts.tsx';
import { listPages } from './list-pages.tsx';

const PATH = '/children';
const LIVE_PATH = '/children/list';
const SECONDS = 5;

const LABELS = { name: text('아동 이름', 'Name of the child'), age: text('나이', 'Age') };

interface Asked {
  readonly filter: Pick<FilterValues, 'age' | 'name'>;
  readonly cursor: Cursor;
  readonly form: FormState & { readonly ok: boolean };
}

function askedIn(req: Request): Asked {
  const form = readForm(childFilterSchema, req);
  const cursor = cursorSchema.safeParse(req.query);
  return { filter: form.ok ? form.values : {}, cursor: cursor.success ? cursor.data : {}, form };
}

/** The enrolled children of a daycare (재원 아동), with the action to let one leave. */
export const childrenPages = (dependencies: ReadDependencies): readonly Route[] =>
  listPages({
    path: PATH,
    livePath: LIVE_PATH,
    title: text('재원 아동', 'Enrolled children'),
    askedIn,
    look: (nurseryId, asked: Asked, now) => readAdmitted(dependencies, nurseryId, asked, now),
    shownIn: ({ page }) => page.rows.map(({ request_id }) => request_id),
    search: (asked) => <Search asked={asked} />,
    livePart,
  });

const addressOf = ({ filter }: Pick<Asked, 'filter'>, cursor: Cursor, path = PATH): string =>
  withQuery(path, { ...filter, ...cursor });

const livePart = (asked: Asked, seen: AdmittedView, now: Date) => ({
  id: 'children',
  url: addressOf(asked, asked.cursor, LIVE_PATH),
  seconds: SECONDS,
  quiet: true,
  children: (
    <>
      <PlaceFigures places={seen.places} />
      <Table
        caption={text('이름 순서입니다.', 'In order of name.')}
        columns={columns(seen, now)}
        rows={seen.page.rows}
        rowKey={({ request_id }) => request_id}
        empty={<Nothing asked={asked} />}
      />
      <PreviousNext page={seen.page} first={addressOf(asked, {})} href={(cursor) => addressOf(asked, cursor)} />
    </>
  ),
});

const Search = ({ asked: { form } }: { readonly asked: Asked }): VNode => (
  <Form action={PATH} method="get" search labels={LABELS} state={form.ok ? { ...EMPTY_FORM, raw: form.raw } : form}>
    <Field name="name" type="search" maxLength={50} optional />
    <Select
      name="age"
      options={AGES.map((age) => ({
        value: String(age),
        label: age === AGES.at(-1) ? text(`만 ${age}세 이상`, `${age} and older`) : text(`만 ${age}세`, `${age}`),
      }))}
      placeholder={text('전체', 'All')}
      optional
    />
    <Actions>
      <Button label={text('검색', 'Search')} size="medium" />
      <LinkButton href={PATH} label={text('조건 지우기', 'Clear')} weight="tertiary" size="medium" />
    </Actions>
  </Form>
);

const columns = ({ standing }: AdmittedView, now: Date): Column<AdmittedRow>[] => [
  {
    label: text('아동', 'Child'),
    header: true,
    cell: ({ child_name, request_id }) => (
      <span class="nowrap">
        <Link href={`/applications/${request_id}`}>{child_name}</Link>
      </span>
    ),
  },
  { label: text('나이', 'Age'), cell: ({ child_birthday }) => <AgeAndBirthday birthday={child_birthday} now={now} /> },
  { label: text('입소일', 'Enrolled'), cell: ({ enrolled_at }) => <Day at={enrolled_at} /> },
  {
    label: text('상태', 'Status'),
    cell: ({ request_id }) => {
      const standing_ = standing.get(request_id);
      // While the accept is judged, the place is taken, but the child is not accepted yet.
      const status = standing_?.outcome === null && standing_.type === 'Accept' ? null : STATUS.accepted;
      return <StatusBadge status={status} standing={standing_} />;
    },
  },
  {
    label: text('처리', 'Decide'),
    cell: ({ request_id, child_name, round }) =>
      standing.get(request_id)?.outcome === null ? null : (
        <WhileOpen>
          <LinkButton
            href={addressOfAct({ request_id, round }, 'leave')}
            label={text('퇴소', 'Leave')}
            weight="tertiary"
            size="small"
            of={child_name}
          />
        </WhileOpen>
      ),
  },
];

const Nothing = ({ asked: { filter, cursor } }: { readonly asked: Asked }): VNode =>
  Object.keys(filter).length > 0 || cursor.after !== undefined || cursor.before !== undefined ? (
    <Empty
      title={text('조건에 맞는 아동이 없습니다.', 'No child matches.')}
      hint={text('검색 조건을 바꾸거나 지워 보세요.', 'Change the filters or clear them.')}
      action={{ href: PATH, label: text('조건 지우기', 'Clear') }}
    />
  ) : (
    <Empty
      title={text('재원 아동이 없습니다.', 'No child is enrolled.')}
      hint={text(
        '대기 목록에서 승인하면 여기에 나타납니다.',
        'Children appear here once they are accepted from the waiting list.',
      )}
      action={{ href: '/waiting', label: text('대기 목록', 'Waiting list') }}
    />
  );
