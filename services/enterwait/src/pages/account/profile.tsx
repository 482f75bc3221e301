import { applicationSchema } from '@enterwait/domain/application';
import type { Route } from '@enterwait/http/app';
import type { Audit } from '@enterwait/http/audit';
import { inSnapshot, inTransaction, type Pool } from '@enterwait/http/database';
import { EMPTY_FORM, Field, Form, type FormState, formOf, readForm } from '@enterwait/pages/forms';
import { Actions, Alert, Button, Link, LinkButton, Section, Summary, T, text } from '@enterwait/pages/parts';
import { doneOf, localPath, pageRoute, redirect, sendPage } from '@enterwait/pages/site';
import type { Response } from 'express';
import { z } from 'zod';
import { findParent, putParent } from '../../family/parent.ts';
import { parentOf } from '../visitor.ts';

const { parent_tel, parent_address, parent_postcode } = applicationSchema.shape;
const schema = z.object({ tel: parent_tel, address: parent_address, postcode: parent_postcode });
const LABELS = {
  tel: text('전화번호', 'Phone'),
  postcode: text('우편번호', 'Postcode'),
  address: text('주소', 'Address'),
};
const DONE = { saved: text('연락처를 저장했습니다.', 'Your contact details are saved.') };

/** `/profile`: the parent's contact details. `next` leads back to the page that needed them. */
export const profilePages = ({ pool, audit }: { readonly pool: Pool; readonly audit: Audit }): readonly Route[] => [
  pageRoute({
    method: 'get',
    path: '/profile',
    access: ['parent'],
    async handler(req, res) {
      const parent = await inSnapshot(pool, (tx) => findParent(tx, parentOf(res).userId));
      const state = parent === undefined ? EMPTY_FORM : formOf({ ...parent });
      show(res, state, { next: localPath(req.query.next, ''), done: doneOf(req, DONE) });
    },
  }),
  pageRoute({
    method: 'post',
    path: '/profile',
    access: ['parent'],
    async handler(req, res) {
      const form = readForm(schema, req);
      const next = localPath(form.raw.next, '');
      if (!form.ok) return show(res.status(422), form, { next });
      const { userId } = parentOf(res);
      await inTransaction(pool, async (tx) => {
        await putParent(tx, userId, form.values, new Date());
        await audit.noteIn(tx, res, { action: 'put-profile' });
      });
      redirect(res, next === '' ? '/profile?done=saved' : next);
    },
  }),
];

function show(res: Response, state: FormState, { next, done }: { next: string; done?: typeof DONE.saved | undefined }) {
  const { name, email } = parentOf(res);
  sendPage(res, {
    title: text('연락처', 'Contact details'),
    trail: [],
    body: (
      <>
        {done === undefined ? null : <Alert tone="success" title={done} />}
        <p class="lead">
          <T
            ko="어린이집이 연락할 수 있도록 신청할 때 함께 보냅니다."
            en="Sent along with your applications, so that the daycare can reach you."
            block
          />
        </p>
        <Summary
          rows={[
            [text('이름', 'Name'), name],
            [
              text('메일', 'Mail'),
              <>
                {email} <Link href="/account">계정에서 변경</Link>
              </>,
            ],
          ]}
        />
        <Form action="/profile" state={state} labels={LABELS} hidden={next === '' ? {} : { next }}>
          <Field
            name="tel"
            type="tel"
            autoComplete="tel"
            width="middle"
            hint={text('예: 010-1234-5678', 'for example 010-1234-5678')}
          />
          <Field
            name="postcode"
            inputMode="numeric"
            autoComplete="postal-code"
            maxLength={5}
            width="short"
            hint={text('숫자 5자리', '5 digits')}
          />
          <Field name="address" autoComplete="street-address" maxLength={200} />
          <Actions>
            <Button label={text('저장', 'Save')} />
          </Actions>
        </Form>
        <Section title={text('내 정보', 'Your data')}>
          <Actions>
            <LinkButton href="/account/data" label={text('내 정보 내려받기', 'Download your data')} />
            <LinkButton href="/leave" label={text('탈퇴', 'Close your account')} weight="tertiary" />
          </Actions>
        </Section>
      </>
    ),
  });
}
