import { plainText } from '@enterwait/domain/application';
import type { Route } from '@enterwait/http/app';
import { inSnapshot, type Pool } from '@enterwait/http/database';
import { Field, Form, type FormState, readForm } from '@enterwait/pages/forms';
import { Actions, Button, Empty, LinkButton, number, Pagination, Table, text, withQuery } from '@enterwait/pages/parts';
import { pageRoute, sendPage, WhileOpen } from '@enterwait/pages/site';
import type { VNode } from 'preact';
import { z } from 'zod';
import { type Daycare, PAGE_SIZE, searchDaycares } from '../../daycares.ts';

const schema = z.object({
  q: plainText({ max: 100, empty: true }).optional().default(''),
  page: z.coerce.number().int().min(1).max(10_000).catch(1),
});
const LABELS = { q: text('어린이집 이름, 주소 또는 번호', 'Name, address or number') };

/** `GET /daycares`: search by name, address or number, with how many wait. */
export const daycaresPage = (pool: Pool): Route =>
  pageRoute({
    method: 'get',
    path: '/daycares',
    access: ['parent'],
    async handler(req, res) {
      const form = readForm(schema, req);
      const { q, page } = form.ok ? form.values : { q: '', page: 1 };
      const { daycares, found } = await inSnapshot(pool, (tx) => searchDaycares(tx, q, page));
      sendPage(res.status(form.ok ? 200 : 422), {
        title: text('어린이집 찾기', 'Find a daycare'),
        trail: [],
        body: (
          <>
            <Search state={form} />
            <Found daycares={daycares} found={found} q={q} />
            <Pagination
              page={page}
              pages={Math.ceil(found / PAGE_SIZE)}
              href={(to) => withQuery('/daycares', { q, page: to })}
            />
          </>
        ),
      });
    },
  });

const Search = ({ state }: { readonly state: FormState }): VNode => (
  <Form action="/daycares" method="get" search state={state} labels={LABELS}>
    <Field name="q" type="search" maxLength={100} optional />
    <Actions>
      <Button label={text('찾기', 'Search')} />
    </Actions>
  </Form>
);

interface FoundProps {
  readonly daycares: readonly Daycare[];
  readonly found: number;
  readonly q: string;
}

const Found = ({ daycares, found, q }: FoundProps): VNode => (
  <Table
    caption={text(`어린이집 ${number(found)}곳`, `${number(found)} daycares`)}
    rows={daycares}
    rowKey={({ nursery_id }) => nursery_id}
    columns={[
      {
        label: text('어린이집', 'Daycare'),
        cell: ({ name, nursery_id }) => (
          <>
            {name} <span class="note">{nursery_id}</span>
          </>
        ),
        header: true,
      },
      { label: text('주소', 'Address'), cell: ({ address }) => address },
      { label: text('정원', 'Capacity'), cell: ({ capacity }) => `${number(capacity)}명`, numeric: true },
      { label: text('대기', 'Waiting'), cell: ({ waiting }) => `${number(waiting)}명`, numeric: true },
      {
        label: text('신청', 'Apply'),
        cell: ({ nursery_id, name }) => (
          <WhileOpen>
            <LinkButton
              href={withQuery('/apply', { nursery_id })}
              label={text('신청', 'Apply')}
              size="small"
              of={name}
            />
          </WhileOpen>
        ),
      },
    ]}
    empty={
      <Empty
        title={text(`“${q}”에 맞는 어린이집이 없습니다.`, 'No daycare was found.')}
        hint={text('다른 이름이나 동 이름으로 찾아 보세요.', 'Try another name or part of an address.')}
        action={{ href: '/daycares', label: text('전체 보기', 'Show all') }}
      />
    }
  />
);
