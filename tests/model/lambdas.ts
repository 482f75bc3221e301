import { UNKNOWN_ADDRESS } from '@enterwait/domain/application';
import { createApplicationTable } from '@enterwait/judge/table';
import {
  type ConsumerDependencies,
  createDeliveryConsumer,
  createJudgeConsumer,
  createVisibility,
} from '@enterwait/lambda/consumer';
import { createDeadLetterSender } from '@enterwait/lambda/dead-letters';
import type { Deliverer } from '@enterwait/lambda/delivery';
import { createEventBus, createPublisher } from '@enterwait/lambda/publishing';
import type { LambdaHandler, PipelineLogger } from '@enterwait/lambda/runtime';
import type { DynamoDBStreamEvent, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { createHandler as createSendEmail } from '../../lambdas/send-email/handler.ts';
import { renderMail } from '../../lambdas/send-email/mail.ts';
import { createMailer } from '../../lambdas/send-email/mailer.ts';
import { routesFrom as routesToEnterwait } from '../../lambdas/sqs-to-enterwait/handler.ts';
import { routesFrom as routesToNursery } from '../../lambdas/sqs-to-nursery/handler.ts';
import type { MailLambda } from './mail-lambda.ts';
import type { MemoryAws } from './memory/memory-aws.ts';
import { judgeAsBefore } from './release-before.ts';

export type Consumer = LambdaHandler<SQSEvent, SQSBatchResponse>;

export interface Lambdas {
  readonly judge: Consumer;
  readonly toNursery: Consumer;
  readonly toEnterwait: Consumer;
  readonly publisher: LambdaHandler<DynamoDBStreamEvent, void>;
  sendEmail(lambda: MailLambda): Consumer;
}

export const silent: PipelineLogger = { info() {}, warn() {}, error() {}, addContext() {} };
export const QUEUE_BASE = 'http://sqs.example/000000000000';

/** The five Lambdas of the protocol, real except for their clients. */
export function createLambdas(aws: MemoryAws, deliverer: Deliverer, isJudgeOld: () => boolean): Lambdas {
  const { scheduler, parking } = aws;
  const random = () => 0;
  const metrics = { count() {} };
  const parkedQueueUrl = `${QUEUE_BASE}/ParkedQueue`;
  const now = () => new Date(scheduler.clock());
  const visibility = createVisibility({ sqs: aws.sqs as never, parkedQueueUrl, logger: silent });
  const sharedWith = (maxReceiveCount: number): ConsumerDependencies => ({
    parking,
    deadLetterSender: createDeadLetterSender({
      sqs: aws.sqs as never,
      parkedQueueUrl,
      maxReceiveCount,
      now,
      logger: silent,
      metrics,
    }),
    visibility,
    logger: silent,
    metrics,
    random,
  });
  const delivering = { ...sharedWith(aws.receives.deliveries), deliverer };
  const table = createApplicationTable(aws.table.client as never, 'EnterwaitApplications');
  const bus = createEventBus({ client: aws.eventBridge as never, busName: 'IntegrateEventBus', random });
  const nurseryUrls = {
    REQUEST_URL: 'http://nursery/enterwait/request',
    CANCEL_URL: 'http://nursery/enterwait/cancel',
    OUTCOME_URL: 'http://nursery/sync/outcome',
  };
  const enterwaitUrls = {
    ACCEPT_URL: 'http://enterwait/request/accept',
    REJECT_URL: 'http://enterwait/request/reject',
    OUTCOME_URL: 'http://enterwait/sync/outcome',
  };
  const judging = { ...sharedWith(aws.receives.judge), now };
  const judge = createJudgeConsumer({ ...judging, table, republishing: { bus, afterMs: 300_000 } });
  const judgeOfBefore = judgeAsBefore((client) =>
    createJudgeConsumer({ ...judging, table: createApplicationTable(client, 'EnterwaitApplications') }),
  )(aws.table.client as never);
  return {
    judge: (event, context) => (isJudgeOld() ? judgeOfBefore : judge)(event, context),
    toNursery: createDeliveryConsumer(routesToNursery(nurseryUrls as never), delivering),
    toEnterwait: createDeliveryConsumer(routesToEnterwait(enterwaitUrls as never), delivering),
    publisher: createPublisher({ bus, parking, logger: silent, metrics }),
    sendEmail: ({ claims }) =>
      createSendEmail({
        ...sharedWith(aws.receives.mail),
        claims,
        // Nothing comes back here: what becomes of mails is not part of the protocol.
        addresses: { state: async () => UNKNOWN_ADDRESS },
        mailer: createMailer(aws.ses as never, 'sender@email.com'),
        sandboxRecipient: undefined,
        render: (event, options) => {
          scheduler.current.notes.set('mail', event.event_id);
          return renderMail(event, options);
        },
      }),
  };
}
