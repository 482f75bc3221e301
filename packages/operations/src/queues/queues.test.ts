import { deadLetterQueuesOf } from './dead-letter-queues.ts';
import { queuesBeside } from './queues.ts';

test.each(['http://127.0.0.1:4566/000000000000', 'https://sqs.ap-northeast-2.amazonaws.com/111122223333'])(
  'the queues at %s are known by the one of the commands',
  (base) => {
    expect(queuesBeside(`${base}/IntegrateEventQueue.fifo`)).toEqual({
      queue_urls: {
        IntegrateEventQueue: `${base}/IntegrateEventQueue.fifo`,
        EventToNurseryQueue: `${base}/EventToNurseryQueue`,
        EventToEnterwaitQueue: `${base}/EventToEnterwaitQueue`,
        SendEmailQueue: `${base}/SendEmailQueue`,
        MailFeedbackQueue: `${base}/MailFeedbackQueue`,
      },
      dead_letter_queue_urls: {
        IntegrateEventQueue: `${base}/IntegrateEventQueue-dlq.fifo`,
        EventToNurseryQueue: `${base}/EventToNurseryQueue-dlq`,
        EventToEnterwaitQueue: `${base}/EventToEnterwaitQueue-dlq`,
        SendEmailQueue: `${base}/SendEmailQueue-dlq`,
        MailFeedbackQueue: `${base}/MailFeedbackQueue-dlq`,
      },
      parked_queue_url: `${base}/ParkedQueue`,
    });
  },
);

test('every place has its source, the parked queue last and without one', () => {
  const places = deadLetterQueuesOf(queuesBeside('http://aws/1/IntegrateEventQueue.fifo'));
  expect(places.map(({ name, source }) => [name, source?.name])).toEqual([
    ['IntegrateEventQueue-dlq.fifo', 'IntegrateEventQueue.fifo'],
    ['EventToNurseryQueue-dlq', 'EventToNurseryQueue'],
    ['EventToEnterwaitQueue-dlq', 'EventToEnterwaitQueue'],
    ['SendEmailQueue-dlq', 'SendEmailQueue'],
    ['MailFeedbackQueue-dlq', 'MailFeedbackQueue'],
    ['ParkedQueue', undefined],
  ]);
});
