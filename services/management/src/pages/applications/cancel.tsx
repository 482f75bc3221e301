import { noteSchema } from '@enterwait/domain/application';
import { showing } from '@enterwait/http/access-records';
import type { Route } from '@enterwait/http/app';
import type { Audit } from '@enterwait/http/audit';
import { RefusedError } from '@enterwait/http/errors';
import type { Metrics } from '@enterwait/http/server';
import type { StateItem } from '@enterwait/judge/table';
import { submit } from '@enterwait/ledger/commands';
import { EMPTY_FORM, Form, type FormState, readForm, TextArea, withError } from '@enterwait/pages/forms';
import { Actions, Alert, Button, bilingual, LinkButton, Summary, T, text } from '@enterwait/pages/parts';
import { pageRoute, redirect, sendPage } from '@enterwait/pages/site';
import type { Response } from 'express';
import type { VNode } from 'preact';
import { z } from 'zod';
import type { ApplicationTable } from '../../application-table.ts';
import type { Canceller } from '../../commands/cancel.ts';
import { Moment } from '../moments.tsx';
import { PLACES } from '../places.ts';
import { requestIdOf } from './application.tsx';

const LABELS = { note: text('취소 사유', 'Reason') };
const schema = z.object({ note: noteSchema, round: z.coerce.number().int().min(0).optional().catch(undefined) });

const OTHER_ROUND = text(
  '보시던 내용이 지난 신청의 것입니다. 그 사이 다시 신청되었습니다. 아래의 새 신청을 확인해 주세요.',
  'The page you saw was out of date: there is a new application now. It is shown below.',
);

interface Parts {
  readonly table: Pick<ApplicationTable, 'state'>;
  readonly canceller: Canceller;
  readonly audit: Audit;
  readonly metrics: Metrics;
}

interface ShownProps {
  readonly item: StateItem;
  readonly state: FormState;
}

/**
 * The application to be cancelled, in its current state, and the form. It says so if that is not what was shown before.
 */
export function CancelView({ item: { request_id: requestId, application, entry, round }, state }: ShownProps): VNode {
  const seen = state.raw.round;
  const isOther = round !== undefined && seen !== undefined && seen !== String(round);
  return (
    <>
      {isOther ? <Alert tone="danger" title={OTHER_ROUND} /> : null}
      <Alert tone="warning" title={text('취소하면 순서를 잃습니다', 'The place in the line will be lost')}>
        <T
          ko="학부모가 다시 신청하면 새로 줄을 섭니다. 사유는 학부모에게 메일과 화면으로 보입니다."
          en="Anyone who reapplies joins the end of the line. The parent reads the reason, by mail and on their page."
          block
        />
      </Alert>
      <Summary
        rows={[
          [text('신청 번호', 'Application'), requestId],
          [text('아동', 'Child'), application?.child_name],
          [text('보호자', 'Parent'), application?.parent_name],
          [text('어린이집', 'Daycare'), [entry?.nursery_name, application?.nursery_id].filter(Boolean).join(' ')],
          [text('신청 회차', 'Round'), round],
          [text('신청 시각', 'Applied at'), entry === null ? undefined : <Moment at={entry.requested_at} />],
        ]}
      />
      <Form action={PLACES.cancel(requestId)} state={state} labels={LABELS}>
        {round === undefined ? null : <input type="hidden" name="round" value={round} />}
        <TextArea
          name="note"
          maxLength={300}
          hint={text('300자까지, 학부모가 읽습니다', 'up to 300 characters; the parent reads it')}
        />
        <Actions>
          <Button label={text('취소하기', 'Cancel the application')} />
          <LinkButton href={PLACES.application(requestId)} label={text('그만두기', 'Back')} weight="tertiary" />
        </Actions>
      </Form>
    </>
  );
}

/** Cancels on behalf of a parent: says what will happen, asks for the reason, then does it. */
export function cancelPages({ table, canceller, audit, metrics }: Parts): readonly Route[] {
  const show = async (res: Response, requestId: string, state: FormState): Promise<void> => {
    const item = await table.state(requestId);
    if (item === undefined) throw new RefusedError('no-application');
    showing(res, [requestId]);
    sendPage(res, {
      title: text('직권 취소', 'Cancel on behalf of the parent'),
      trail: [
        { href: PLACES.applications, label: text('신청 조회', 'Applications') },
        { href: PLACES.application(requestId), label: text(requestId, '') },
      ],
      body: <CancelView item={item} state={state} />,
    });
  };

  return [
    pageRoute({
      method: 'get',
      path: PLACES.cancel(':request_id'),
      access: ['operator'],
      personalData: 'recorded',
      handler: (req, res) => show(res, requestIdOf(req), EMPTY_FORM),
    }),
    pageRoute({
      method: 'post',
      path: PLACES.cancel(':request_id'),
      access: ['operator'],
      personalData: 'recorded',
      handler: async (req, res) => {
        const requestId = requestIdOf(req);
        const form = readForm(schema, req);
        if (!form.ok) return show(res.status(422), requestId, form);
        try {
          const { note, round } = form.values;
          await submit(metrics, res, 'Cancel', (asker) => canceller.cancel(requestId, { ...asker, note, round }));
        } catch (error) {
          if (!(error instanceof RefusedError)) throw error;
          await audit.note(res, { action: 'Cancel', requestId, refused: error.code });
          return show(res.status(error.status), requestId, withError(form, '', bilingual(error.title)));
        }
        redirect(res, `${PLACES.application(requestId)}?done=cancelled`);
      },
    }),
  ];
}
