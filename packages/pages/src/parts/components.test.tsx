import { z } from 'zod';
import { CheckboxGroup } from '../forms/choices.tsx';
import { Field, Select } from '../forms/fields.tsx';
import { Form } from '../forms/form.tsx';
import { many, readForm, withError } from '../forms/read-form.ts';
import { htmlOf } from '../html/html.ts';
import { Alert, Empty, Summary } from './blocks.tsx';
import { Pagination, withQuery } from './pagination.tsx';
import { Table } from './table.tsx';
import { bilingual, T, text } from './text.tsx';

const HOSTILE = `"><script>alert('x')</script>&amp;`;

describe('what people typed is text, never markup', () => {
  const state = { raw: { name: HOSTILE, pick: HOSTILE }, errors: { name: text(HOSTILE, HOSTILE) } };
  const labels = { name: text(HOSTILE, ''), pick: text('선택', 'Choose') };
  const option = { value: HOSTILE, label: text(HOSTILE, HOSTILE), hint: text(HOSTILE, '') };

  test.each([
    [
      'a form',
      <Form key="f" action={HOSTILE} state={state} labels={labels} hidden={{ id: HOSTILE }}>
        <Field name="name" hint={text(HOSTILE, '')} />
        <Select name="pick" options={[option]} />
        <CheckboxGroup name="pick" options={[option]} />
      </Form>,
    ],
    [
      'a table',
      <Table
        key="t"
        caption={text(HOSTILE, '')}
        columns={[{ label: text(HOSTILE, ''), cell: (row: string) => row }]}
        rows={[HOSTILE]}
        rowKey={(row) => row}
      />,
    ],
    ['a summary', <Summary key="s" rows={[[text(HOSTILE, ''), HOSTILE]]} />],
    [
      'a notice',
      <Alert key="a" tone="danger" title={text(HOSTILE, HOSTILE)}>
        {HOSTILE}
      </Alert>,
    ],
    ['pages', <Pagination key="p" page={1} pages={3} href={() => HOSTILE} />],
  ])('%s', (_name, part) => {
    const html = htmlOf(part);
    expect(html).not.toContain('<script');
    // Only a quote can end an attribute.
    expect(html).not.toContain('">&lt;');
    expect(html).toContain('&lt;script>');
  });

  test('nothing is styled or scripted in place: the policy would block it', () => {
    const html = htmlOf(
      <Form action="/x" labels={labels}>
        <Field name="name" />
        <Empty title={text('없음', 'None')} action={{ href: '/', label: text('처음', 'Home') }} />
      </Form>,
    );
    expect(html).not.toMatch(/ style=| on\w+=|<style|<script/);
  });
});

describe('a form that is wrong', () => {
  const schema = z.object({
    name: z.string().max(3, '최대 3자입니다 / must be at most 3 characters'),
    tel: z.string(),
    items: many(z.enum(['a', 'b'])),
  });
  const read = (body: Record<string, unknown>) => readForm(schema, { method: 'POST', body, query: {} });
  const labels = { name: text('이름', 'Name'), tel: text('전화', 'Phone') };

  test('says what is wrong, keeps what was typed, and leads to the field', () => {
    const form = read({ name: '김수한무', tel: ' ' });
    expect(form).toEqual({
      ok: false,
      raw: { name: '김수한무' },
      errors: {
        name: text('최대 3자입니다', 'must be at most 3 characters'),
        tel: text('꼭 필요한 항목입니다', 'is required'),
      },
    });
    const html = htmlOf(
      <Form action="/x" state={form} labels={labels}>
        <Field name="name" hint={text('성과 이름', 'Both names')} />
        <Field name="tel" />
      </Form>,
    );
    expect(html).toContain('<a href="#f-name">');
    expect(html).toContain('value="김수한무"');
    expect(html).toMatch(
      /<input[^>]* id="f-name"[^>]* aria-invalid="true"[^>]* aria-describedby="f-name-hint f-name-error"/,
    );
    expect(html).toContain('id="f-name-error"');
    expect(html).toContain('<label for="f-tel">');
  });

  test('a group of checkboxes may come as none, one or several', () => {
    const itemsOf = (items: unknown) => {
      const form = read({ name: 'a', tel: 'b', ...(items === undefined ? {} : { items }) });
      return form.ok ? form.values.items : form.errors;
    };
    expect(itemsOf(undefined)).toEqual([]);
    expect(itemsOf('a')).toEqual(['a']);
    expect(itemsOf(['a', 'b'])).toEqual(['a', 'b']);
    expect(itemsOf('c')).toHaveProperty('items');
  });

  test('a password is not shown again', () => {
    const html = htmlOf(
      <Form action="/x" labels={{}} state={{ raw: { password: 'secret' }, errors: {} }}>
        <Field name="password" type="password" />
      </Form>,
    );
    expect(html).not.toContain('secret');
  });

  test('an error may belong to the form as a whole', () => {
    const html = htmlOf(
      <Form action="/x" labels={{}} state={withError({ raw: {}, errors: {} }, '', text('틀림', 'wrong'))}>
        <Field name="name" />
      </Form>,
    );
    expect(html).toContain('<li><span>틀림 <span class="en" lang="en">wrong</span></span></li>');
  });
});

test('Korean comes first, English beside it and marked as English', () => {
  expect(htmlOf(<T {...bilingual('정원이 찼습니다 / no place left')} />)).toBe(
    '<span>정원이 찼습니다 <span class="en" lang="en">no place left</span></span>',
  );
  expect(htmlOf(<T {...bilingual('정원이 찼습니다')} />)).toBe('<span>정원이 찼습니다</span>');
});

test('a table names its columns, its rows and what it holds', () => {
  const html = htmlOf(
    <Table
      caption={text('신청 목록', 'Applications')}
      columns={[
        { label: text('어린이집', 'Daycare'), cell: (row: { name: string; place: number }) => row.name, header: true },
        { label: text('순번', 'Place'), cell: (row) => row.place, numeric: true },
      ]}
      rows={[{ name: '해님', place: 3 }]}
      rowKey={(row) => row.name}
    />,
  );
  expect(html).toContain('<caption><span>신청 목록');
  expect(html.match(/scope="col"/g)).toHaveLength(2);
  expect(html).toContain('<th scope="row" role="rowheader" data-label="어린이집"><div class="cell">해님</div></th>');
  expect(html).toContain('<td role="cell" data-label="순번" class="numeric"><div class="cell">3</div></td>');
});

test('pages: first, last and those around, and where one is', () => {
  const html = htmlOf(<Pagination page={5} pages={20} href={(page) => withQuery('/x', { q: '가', page })} />);
  expect(html.match(/page=\d+/g)).toEqual([4, 1, 3, 4, 5, 6, 7, 20, 6].map((page) => `page=${page}`));
  expect(html).toContain('aria-current="page"');
  expect(htmlOf(<Pagination page={1} pages={1} href={() => ''} />)).toBe('');
});
