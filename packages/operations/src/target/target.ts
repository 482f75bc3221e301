import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { awsTimeouts, limitCalls } from '@enterwait/http/aws';
import type { TerraformOutputs } from './outputs.ts';

/** A pipeline that an operator works on: the running stack, or the one in AWS. */
export interface Target {
  readonly name: string;
  readonly outputs: TerraformOutputs;
  readonly sqs: SQSClient;
  readonly documents: DynamoDBDocumentClient;
  /** `mysql://…` of both systems, valid until the target is closed. @throws UserError, CommandFailed when there is no access to AWS */
  databaseUrls(): Promise<DatabaseUrls>;
  /**
   * Makes an emulator forget the mails to these addresses. @returns how many; undefined if it cannot. Absent in AWS, where SES keeps none.
   */
  readonly forgetMails: ((addresses: readonly string[]) => Promise<number | undefined>) | undefined;
  close(): void;
}

export interface DatabaseUrls {
  readonly enterwait: string;
  readonly nursery: string;
}

/** A command may read a whole page of the table, and nobody is waiting for it at a screen. */
const AWS_CALL_MS = 60_000;

type ClientSettings = ConstructorParameters<typeof DynamoDBClient>[0];

/** A target whose AWS calls have time limits. */
export function targetWith(
  settings: ClientSettings,
  rest: Pick<Target, 'name' | 'outputs' | 'databaseUrls' | 'forgetMails'>,
  leave: () => void = () => {},
): Target {
  // The host in a queue's URL is the emulator's own name as reported to Terraform: only the path counts.
  const limited = { ...settings, ...awsTimeouts(AWS_CALL_MS) };
  const sqs = limitCalls(new SQSClient({ ...limited, useQueueUrlAsEndpoint: false }), AWS_CALL_MS);
  const documents = DynamoDBDocumentClient.from(limitCalls(new DynamoDBClient(limited), AWS_CALL_MS), {
    marshallOptions: { removeUndefinedValues: true },
  });
  return {
    ...rest,
    sqs,
    documents,
    close() {
      sqs.destroy();
      documents.destroy();
      leave();
    },
  };
}

/** The target as the operations need it. @throws as `databaseUrls` does */
export const pipelineOf = async ({ documents, sqs, outputs, databaseUrls }: Target) => ({
  documents,
  sqs,
  tableName: outputs.table_name,
  queues: outputs,
  databaseUrls: await databaseUrls(),
});
