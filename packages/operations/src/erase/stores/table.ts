import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { erased } from '@enterwait/domain/application';
import { STATUS } from '@enterwait/domain/protocol';
import { ANY_EVENT_KEY_PREFIX, INDEXES, STATE_KEY } from '@enterwait/judge/table';

const PERSONAL_INDEXES = [INDEXES.ByEmail.hash, INDEXES.ByChildName, INDEXES.ByParentName].flatMap((index) =>
  typeof index === 'string' ? [index] : [index.hash, index.range],
);

/** The judge's table, as far as erasing needs it. */
export interface EraseTable {
  /**
   * Writes the erased form into STATE, if it is closed and has that version, and into every EVENT; removes notes,
   * entries and the search keys. Changed items publish nothing: only inserts are published.
   * @returns false when the state has changed
   */
  erase(requestId: string, version: number): Promise<boolean>;
}

export function openEraseTable(client: Pick<DynamoDBDocumentClient, 'send'>, tableName: string): EraseTable {
  const eraseState = async (requestId: string, version: number): Promise<boolean> => {
    try {
      await client.send(
        new UpdateCommand({
          TableName: tableName,
          Key: { request_id: requestId, sk: STATE_KEY },
          UpdateExpression: `SET application = :erased, #entry = :none REMOVE ${PERSONAL_INDEXES.join(', ')}`,
          ConditionExpression: '#version = :version AND #status IN (:rejected, :cancelled)',
          ExpressionAttributeNames: { '#entry': 'entry', '#version': 'version', '#status': 'status' },
          ExpressionAttributeValues: {
            ':erased': erasedOf(requestId),
            ':none': null,
            ':version': version,
            ':rejected': STATUS.rejected,
            ':cancelled': STATUS.cancelled,
          },
        }),
      );
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  };

  const eraseEvents = async (requestId: string): Promise<void> => {
    let ExclusiveStartKey: Record<string, unknown> | undefined;
    do {
      const page = await client.send(
        new QueryCommand({
          TableName: tableName,
          KeyConditionExpression: 'request_id = :id AND begins_with(sk, :events)',
          ExpressionAttributeValues: { ':id': requestId, ':events': ANY_EVENT_KEY_PREFIX },
          ConsistentRead: true,
          ...(ExclusiveStartKey === undefined ? {} : { ExclusiveStartKey }),
        }),
      );
      for (const { sk, application } of page.Items ?? []) {
        await client.send(
          new UpdateCommand({
            TableName: tableName,
            Key: { request_id: requestId, sk },
            // An event without an application stays without one.
            UpdateExpression: 'SET application = :erased, #entry = :none REMOVE note',
            // The event is never created anew: a repeat of its command finds it and does nothing.
            ConditionExpression: 'attribute_exists(request_id)',
            ExpressionAttributeNames: { '#entry': 'entry' },
            ExpressionAttributeValues: {
              ':erased': application == null ? null : erasedOf(requestId),
              ':none': null,
            },
          }),
        );
      }
      ExclusiveStartKey = page.LastEvaluatedKey;
    } while (ExclusiveStartKey !== undefined);
  };

  return {
    async erase(requestId, version) {
      // The judge never received it, or refused all of it: there are only events, if anything.
      if (version > 0 && !(await eraseState(requestId, version))) return false;
      await eraseEvents(requestId);
      return true;
    },
  };
}

const erasedOf = (requestId: string) => erased({ child_id: requestId.slice(0, 15), nursery_id: requestId.slice(15) });
