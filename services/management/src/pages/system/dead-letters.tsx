import { showing } from '@enterwait/http/access-records';
import type { Route } from '@enterwait/http/app';
import type { Audit } from '@enterwait/http/audit';
import type { DeadLetter, QueueReport } from '@enterwait/operations/dead-letters';
import { Form } from '@enterwait/pages/forms';
import {
  Actions,
  Alert,
  Badge,
  Button,
  type Column,
  Empty,
  Lead,
  Link,
  LinkButton,
  number,
  T,
  Table,
  text,
} from '@enterwait/pages/parts';
import { doneOf, Live, pageRoute, redirect, sendLive, sendPage } from '@enterwait/pages/site';
import type { Request } from 'express';
import type { DeadLetters, PlaceCount } from '../../dead-letters/dead-letters.ts';
import { applicationsIn, MOST_REDRIVEN } from '../../dead-letters/dead-letters.ts';
import { noSuchQueue, redriveAndNote } from '../../dead-letters/redriving.ts';
import { Moment, spanOf } from '../moments.tsx';
import { PLACES } from '../places.ts';
import { placeWords } from '../words.ts';

const DONE = {
  redriven: text('다시 넣었습니다.', 'They were redriven.'),
  stayed: text('일부는 남았습니다. 아래의 이유를 보세요.', 'Some stayed: see the reasons below.'),
};

const COUNT_COLUMNS: readonly Column<PlaceCount>[] = [
  {
    label: text('큐', 'Queue'),
    header: true,
    cell: ({ queue }) => (
      <>
        <Link href={PLACES.deadLetter(queue)}>
          <T {...placeWords(queue)} />
        </Link>
        <span class="note"> {queue}</span>
      </>
    ),
  },
  {
    label: text('메시지', 'Messages'),
    numeric: true,
    cell: ({ count }) => (count === 0 ? '0' : <Badge tone="warning" label={text(number(count), '')} />),
  },
];

const LETTER_COLUMNS: readonly Column<DeadLetter>[] = [
  { label: text('시각', 'At'), header: true, cell: ({ at }) => <Moment at={at} /> },
  {
    label: text('신청', 'Application'),
    cell: ({ request_id }) =>
      request_id === null ? '-' : <Link href={PLACES.application(request_id)}>{request_id}</Link>,
  },
  { label: text('종류', 'Type'), cell: ({ type }) => type ?? '-' },
  {
    label: text('이유', 'Reason'),
    cell: ({ reason, source }) => (source === undefined ? reason : `${reason} ← ${source}`),
  },
  { label: text('시도', 'Tries'), numeric: true, cell: ({ receives }) => (receives === null ? '-' : String(receives)) },
  { label: text('재투입', 'Redriven'), numeric: true, cell: ({ redriven }) => String(redriven) },
];

interface Parts {
  readonly deadLetters: DeadLetters;
  readonly audit: Audit;
}

const TRAIL = { href: PLACES.deadLetters, label: text('데드레터', 'Dead letters') };

/** The dead-letter queues: their messages, the reasons, and redriving after a confirmation. */
export function deadLetterPages({ deadLetters, audit }: Parts): readonly Route[] {
  const part = async () => ({
    id: 'dead-letters',
    url: `${PLACES.deadLetters}/live`,
    seconds: 5,
    children: (
      <Table
        caption={text('데드레터 큐', 'Dead-letter queues')}
        columns={COUNT_COLUMNS}
        rows={await deadLetters.counts()}
        rowKey={({ queue }) => queue}
      />
    ),
  });
  const inspectQueue = async (req: Request): Promise<{ report: QueueReport; source: string | null }> => {
    const found = deadLetters.find(String(req.params.queue));
    const report = found === undefined ? undefined : await deadLetters.inspect(found.queue);
    if (found === undefined || report === undefined) throw noSuchQueue();
    return { report, source: found.source };
  };

  return [
    pageRoute({
      method: 'get',
      path: PLACES.deadLetters,
      access: ['operator'],
      personalData: 'none',
      handler: async (_req, res) =>
        sendPage(res, {
          title: text('데드레터', 'Dead letters'),
          trail: [],
          body: (
            <>
              <Lead
                ko="여러 번 시도해도 실패한 것과 다시 시도해도 될 수 없는 것이 14일 동안 여기에 남습니다. 원인을 고친 뒤 다시 넣으세요."
                en="Messages that failed on every try, and those that permanently failed, stay here for 14 days. Fix the cause, then redrive them."
              />
              <Live {...(await part())} />
            </>
          ),
        }),
    }),
    pageRoute({
      method: 'get',
      path: `${PLACES.deadLetters}/live`,
      access: ['operator'],
      personalData: 'none',
      handler: async (req, res) => sendLive(req, res, await part()),
    }),
    pageRoute({
      method: 'get',
      path: PLACES.deadLetter(':queue'),
      access: ['operator'],
      personalData: 'recorded',
      handler: async (req, res) => {
        const { report } = await inspectQueue(req);
        showing(res, applicationsIn(report));
        const done = doneOf(req, DONE);
        sendPage(res, {
          title: placeWords(report.queue),
          trail: [TRAIL],
          body: (
            <>
              {done && <Alert tone="success" title={done} />}
              <p class="note">
                {report.queue} · {number(report.count)} <span lang="en">messages</span>
                {report.oldest_age_s === null ? '' : ` · 가장 오래된 것 oldest ${spanOf(report.oldest_age_s * 1000)}`}
              </p>
              <Table
                caption={text('메시지', 'Messages')}
                columns={LETTER_COLUMNS}
                rows={report.messages}
                rowKey={({ message_id }) => message_id}
                empty={<Empty title={text('비어 있습니다', 'It is empty')} />}
              />
              {report.count > report.messages.length ? (
                <p class="note">
                  <T
                    ko={`${report.count - report.messages.length}건은 지금 볼 수 없습니다.`}
                    en={`${report.count - report.messages.length} more are not visible now.`}
                  />
                </p>
              ) : null}
              {report.count === 0 ? null : (
                <Actions>
                  <LinkButton href={PLACES.redrive(report.queue)} label={text('다시 넣기', 'Redrive')} size="medium" />
                </Actions>
              )}
            </>
          ),
        });
      },
    }),
    pageRoute({
      method: 'get',
      path: PLACES.redrive(':queue'),
      access: ['operator'],
      personalData: 'recorded',
      handler: async (req, res) => {
        const { report, source } = await inspectQueue(req);
        showing(res, applicationsIn(report));
        const words = placeWords(report.queue);
        sendPage(res, {
          title: text('다시 넣기', 'Redrive'),
          trail: [TRAIL, { href: PLACES.deadLetter(report.queue), label: words }],
          body: (
            <>
              <Alert
                tone="warning"
                title={text(`${number(report.count)}건을 다시 넣습니다`, `Redrive ${number(report.count)} messages?`)}
              >
                <p>
                  <T
                    ko={`${report.queue}에서 ${source ?? '원래 큐'}(으)로 되돌립니다. 한 번에 최대 ${MOST_REDRIVEN}건, 순서를 지킵니다. 이미 처리된 것은 두 번 처리되지 않습니다.`}
                    en={`From ${report.queue} to ${source ?? 'the queue each came from'}, at most ${MOST_REDRIVEN} at a time, in order. Work that is already done is not repeated.`}
                    block
                  />
                </p>
                <p>
                  <T
                    ko="원인이 그대로면 다시 실패해 여기로 돌아옵니다. 누가 했는지 기록됩니다."
                    en="If the cause is still there, they fail again and come back. The audit records who did it."
                    block
                  />
                </p>
              </Alert>
              <Form action={PLACES.redrive(report.queue)} labels={{}}>
                <Actions>
                  <Button label={text('다시 넣기', 'Redrive')} />
                  <LinkButton
                    href={PLACES.deadLetter(report.queue)}
                    label={text('그만두기', 'Back')}
                    weight="tertiary"
                  />
                </Actions>
              </Form>
            </>
          ),
        });
      },
    }),
    pageRoute({
      method: 'post',
      path: PLACES.redrive(':queue'),
      access: ['operator'],
      personalData: 'none',
      handler: async (req, res) => {
        const queue = String(req.params.queue);
        const results = await redriveAndNote(res, queue, { deadLetters, audit });
        const stayed = results.some(({ to }) => to === undefined);
        redirect(
          res,
          `${PLACES.deadLetter(deadLetters.find(queue)?.queue ?? queue)}?done=${stayed ? 'stayed' : 'redriven'}`,
        );
      },
    }),
  ];
}
