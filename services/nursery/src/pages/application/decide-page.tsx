import { randomUUID } from 'node:crypto';
import { noteSchema } from '@enterwait/domain/application';
import { showing } from '@enterwait/http/access-records';
import type { Route } from '@enterwait/http/app';
import { attempting, HttpError, RefusedError } from '@enterwait/http/errors';
import type { Metrics } from '@enterwait/http/server';
import { type Ledger, submitCommand } from '@enterwait/ledger/commands';
import { EMPTY_FORM, Form, type FormState, formOf, readForm, TextArea } from '@enterwait/pages/forms';
import { Actions, Alert, Button, bilingual, LinkButton, Summary, T, Time, text } from '@enterwait/pages/parts';
import { pageRoute, redirect, sendPage, WhileOpen } from '@enterwait/pages/site';
import type { Response } from 'express';
import type { VNode } from 'preact';
import { z } from 'zod';
import { type ApplicationView, possibleOf, type ReadDependencies } from '../../line/views.ts';
import { AgeAndBirthday, PlaceFigures, Points } from '../parts.tsx';
import { stateInWords } from '../words.ts';
import { addressOfApplication, applicationIn } from './application-page.tsx';
import { CONFIRM, DECISIONS, type Decision } from './decisions.ts';
import { refusalOf, roundInWords, roundSchema } from './round.ts';

export interface DecisionDependencies extends ReadDependencies {
  readonly ledger: Ledger;
  readonly metrics: Metrics;
}

const keySchema = z.uuid();
const plainSchema = z.object({ key: keySchema, round: roundSchema });
const reasonedSchema = plainSchema.extend({ reason: noteSchema });

/** Accept, reject or leave: a page that says what will happen, and the form that does it. */
export const decisionPages = (deciding: DecisionDependencies): readonly Route[] =>
  DECISIONS.flatMap((decision) => {
    const path = `/applications/:request_id/${decision.act}`;
    return [
      pageRoute({
        method: 'get',
        path,
        access: ['staff'],
        personalData: 'recorded',
        handler: async (req, res) => {
          const view = await applicationIn(deciding, req, res);
          const seen = roundSchema.parse(req.query.round);
          // A list that was left open may show an application that has been withdrawn and requested again.
          const isOther = seen !== undefined && seen !== roundInWords(view.row.round);
          show(res, decision, view, isOther ? { refused: new RefusedError('other-round') } : {});
        },
      }),
      pageRoute({
        method: 'post',
        path,
        access: ['staff'],
        personalData: 'recorded',
        handler: async (req, res) => {
          const view = await applicationIn(deciding, req, res);
          attempting(res, { action: decision.command, requestId: view.row.request_id });
          const form = readForm(decision.reason === undefined ? plainSchema : reasonedSchema, req);
          if (!form.ok) return show(res.status(422), decision, view, { form });
          const { key, round, ...rest } = form.values;
          const note = 'reason' in rest ? String(rest.reason) : undefined;
          const refused = await ask(deciding, decision, view, { key, round, note }, res);
          if (refused === undefined) {
            return redirect(res, `${addressOfApplication(view.row.request_id)}?done=${decision.act}`);
          }
          // Show the form again: the state it met is newer than what was read above. The typed text stays; the question
          // is a new one.
          const { reason = '' } = form.raw;
          show(res.status(409), decision, await applicationIn(deciding, req, res), {
            form: formOf({ reason }),
            refused,
          });
        },
      }),
    ];
  });

/** The values of the form. */
interface Asked {
  readonly key: string;
  readonly round: string | undefined;
  readonly note: string | undefined;
}

/** Commits the command. @returns why it was refused */
async function ask(
  dependencies: DecisionDependencies,
  { command }: Decision,
  { application, row }: ApplicationView,
  { key, round, note }: Asked,
  res: Response,
): Promise<HttpError | undefined> {
  try {
    await submitCommand(dependencies, res, command, () => {
      const refusal = refusalOf(row, command, round);
      if (refusal !== undefined) throw new RefusedError(refusal);
      return { application, idempotencyKey: key, note, round: row.round ?? undefined };
    });
    return undefined;
  } catch (error) {
    if (error instanceof HttpError && error.status === 409) return error;
    throw error;
  }
}

interface Shown {
  readonly form?: FormState;
  /** Why it was not done. */
  readonly refused?: HttpError;
}

function show(
  res: Response,
  decision: Decision,
  view: ApplicationView,
  { form = EMPTY_FORM, refused }: Shown = {},
): void {
  const address = addressOfApplication(view.row.request_id);
  showing(res, [view.row.request_id]);
  sendPage(res, {
    title: decision.title,
    trail: [
      { href: '/waiting', label: text('대기 목록', 'Waiting list') },
      { href: address, label: text(`${view.row.child_name} 아동의 신청`, 'Application') },
    ],
    body: (
      <>
        {refused === undefined ? null : <NotDone refused={refused} />}
        <Whose view={view} />
        {isPossible(decision, view) ? (
          <Ask decision={decision} address={address} form={form} view={view} />
        ) : (
          <NotNow view={view} address={address} />
        )}
      </>
    ),
  });
}

const NotDone = ({ refused }: { readonly refused: HttpError }): VNode =>
  refused.code === 'other-round' ? (
    <Alert tone="danger" title={text('그 사이 다시 신청된 건입니다.', 'There is a new application now.')}>
      <p>
        <T
          ko="아무것도 처리하지 않았습니다. 아래는 새 신청입니다. 확인한 뒤 다시 결정해 주세요."
          en="Nothing was done. Check the new application below, then decide."
          block
        />
      </p>
    </Alert>
  ) : (
    <Alert tone="danger" title={text('처리하지 않았습니다.', 'This was not done.')}>
      <p>
        <T {...bilingual(refused.title)} />
      </p>
    </Alert>
  );

const isPossible = ({ act }: Decision, view: ApplicationView): boolean =>
  possibleOf(view).includes(act) && (act !== 'accept' || view.places.left > 0);

const Whose = ({ view: { row, position } }: { readonly view: ApplicationView }): VNode => (
  <Summary
    rows={[
      [text('아동', 'Child'), row.child_name],
      [text('나이', 'Age'), <AgeAndBirthday birthday={row.child_birthday} now={new Date()} />],
      [text('대기 순번', 'Number in the line'), position],
      [text('점수', 'Points'), <Points scored={row} />],
      [text('신청일', 'Applied'), row.requested_at && <Time at={row.requested_at} />],
      [text('학부모', 'Parent'), row.parent_name],
    ]}
  />
);

interface AskProps {
  readonly decision: Decision;
  readonly address: string;
  readonly form: FormState;
  readonly view: ApplicationView;
}

const Ask = ({ decision: { act, question, reason }, address, form, view: { row, places } }: AskProps): VNode => (
  <>
    {act === 'accept' ? <PlaceFigures places={places} /> : null}
    <p class="lead">
      <T {...question} block />
    </p>
    <WhileOpen>
      <Form
        action={`${address}/${act}`}
        state={form}
        labels={reason === undefined ? {} : { reason: reason.label }}
        // Submitted twice (a double click, a page gone back to), it is one command. It applies to the round shown
        // above.
        hidden={{ key: keyOf(form), round: roundInWords(row.round) }}
      >
        {reason === undefined ? null : <TextArea name="reason" hint={reason.hint} maxLength={300} />}
        <Actions>
          <Button label={CONFIRM[act]} />
          <LinkButton href={address} label={text('돌아가기', 'Back')} weight="tertiary" />
        </Actions>
      </Form>
    </WhileOpen>
  </>
);

function keyOf({ raw }: FormState): string {
  const given = keySchema.safeParse(raw.key);
  return given.success ? given.data : randomUUID();
}

/** Why there is nothing to confirm: it is decided, being decided, or the daycare is full. */
const NotNow = ({ view, address }: { readonly view: ApplicationView; readonly address: string }): VNode => (
  <>
    <Alert tone="information" title={text('지금은 할 수 없습니다.', 'Not possible now.')}>
      <p>
        <T {...stateInWords(view)} block />
      </p>
    </Alert>
    <Actions>
      <LinkButton href={address} label={text('신청 보기', 'See the application')} weight="primary" />
      <LinkButton href="/waiting" label={text('대기 목록', 'Waiting list')} weight="tertiary" />
    </Actions>
  </>
);
