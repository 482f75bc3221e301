import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { type Command, move, STATUS, toCommandMessage } from '@enterwait/domain';
import { type Metrics, RefusedError } from '@enterwait/service';
import { v7 as uuidv7 } from 'uuid';
import type { ApplicationTable } from '../application-table.ts';

/** A cancel that the queue has. */
export interface AcceptedCancel {
  readonly request_id: string;
  readonly event_id: string;
  readonly type: 'Cancel';
  readonly status: typeof STATUS.cancelled;
  readonly version: number;
}

export interface Canceller {
  /**
   * Cancels on behalf of a parent. This system owns no row that could disagree, so there is no outbox: the command counts
   * once the queue has it.
   * @param note why; the parent reads it
   * @throws RefusedError 404 `no-application`, 409 `already-rejected`, `already-cancelled`
   */
  cancel(requestId: string, request: { traceparent: string; note?: string | undefined }): Promise<AcceptedCancel>;
}

export interface CancellerParts {
  readonly table: Pick<ApplicationTable, 'state'>;
  readonly sqs: Pick<SQSClient, 'send'>;
  readonly queueUrl: string;
  readonly metrics: Pick<Metrics, 'commands'>;
}

export const createCanceller = ({ table, sqs, queueUrl, metrics }: CancellerParts): Canceller => ({
  async cancel(requestId, { traceparent, note }) {
    const state = await table.state(requestId);
    const next = move(state?.status ?? null, 'Cancel', 'management');
    if (!next.legal) throw new RefusedError(next.reason);
    if (state?.application == null) throw new RefusedError('no-application');
    const command: Command = {
      event_id: uuidv7(),
      request_id: requestId,
      type: 'Cancel',
      origin: 'management',
      occurred_at: new Date().toISOString(),
      traceparent,
      ...(note === undefined ? {} : { note }),
      application: state.application,
    };
    await sqs.send(
      new SendMessageCommand({
        QueueUrl: queueUrl,
        MessageBody: toCommandMessage(command),
        MessageGroupId: requestId,
        MessageDeduplicationId: command.event_id,
        MessageAttributes: { Status: { DataType: 'String', StringValue: command.type } },
      }),
    );
    metrics.commands.inc({ type: command.type, result: 'accepted' });
    const { event_id } = command;
    return { request_id: requestId, event_id, type: 'Cancel', status: STATUS.cancelled, version: state.version };
  },
});
