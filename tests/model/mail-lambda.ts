import { ConditionalCheckFailedException, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { PipelineLogger } from '@enterwait/lambda/runtime';
import { createMailClaims, type MailClaims } from '../../lambdas/send-email/claims.ts';
import type { MemoryAws } from './memory/memory-aws.ts';
import type { Activity } from './scheduler.ts';

type Item = Record<string, { S?: string; N?: string }>;
interface Call {
  readonly constructor: { readonly name: string };
  readonly input: { Item?: Item; Key?: Item; ExpressionAttributeValues?: Item };
}

/** The claim table of each world's AWS. */
const tables = new WeakMap<MemoryAws, Map<string, Item>>();
const silent: PipelineLogger = { info() {}, warn() {}, error() {}, addContext() {} };

/**
 * An instance of SendEmail with the real claims of Powertools on a claim table in memory. An instance handles one batch at a time, and
 * its AWS client is expensive to create, so the instances outlive the worlds of the model.
 */
export class MailLambda {
  readonly claims: MailClaims;
  #aws: MemoryAws | undefined;
  #activity: Activity | undefined;

  constructor() {
    const client = new DynamoDBClient({ region: 'ap-northeast-2' });
    client.send = ((call: Call) => this.#answer(call)) as unknown as DynamoDBClient['send'];
    this.claims = createMailClaims(client, 'EnterwaitMailClaims', silent);
  }

  reset(aws: MemoryAws): void {
    this.#aws = aws;
    this.#activity = undefined;
    if (!tables.has(aws)) tables.set(aws, new Map());
  }

  get mayOpen(): boolean {
    const { scheduler } = this.#aws ?? {};
    return this.#activity === undefined || scheduler?.activities.includes(this.#activity) !== true;
  }

  take(activity: Activity): void {
    this.#activity = activity;
    // The provider has the mail and the claim does not say so yet: a process that dies now leaves a mail that may go out again.
    activity.onDeath.push(() => {
      const mailed = activity.notes.get('mailed');
      if (mailed !== undefined) this.#aws?.excuseMail(mailed);
    });
  }

  async #answer({ constructor: { name }, input }: Call): Promise<unknown> {
    const aws = this.#aws;
    const items = aws && tables.get(aws);
    if (aws === undefined || items === undefined) throw new Error('no AWS');
    const id = (input.Item?.id ?? input.Key?.id)?.S ?? '';
    const effect = (): unknown => {
      const old = items.get(id);
      const { ':now_in_millis': now, ...values } = input.ExpressionAttributeValues ?? {};
      if (name === 'PutItemCommand' && input.Item !== undefined) {
        const isOver = old?.status?.S === 'INPROGRESS' && Number(old.in_progress_expiration?.N) < Number(now?.N);
        if (old !== undefined && !isOver) {
          throw new ConditionalCheckFailedException({ message: 'claimed', $metadata: {}, Item: old as never });
        }
        items.set(id, input.Item);
      } else if (name === 'UpdateItemCommand') {
        const { ':status': status = {}, ':expiry': expiration = {}, ':response_data': data = {} } = values;
        items.set(id, { ...old, status, expiration, data });
      } else if (name === 'DeleteItemCommand') items.delete(id);
      return {};
    };
    if (name !== 'UpdateItemCommand') return aws.scheduler.io(`dynamodb claim ${name}`, effect);
    const { notes } = aws.scheduler.current;
    try {
      return await aws.scheduler.io('dynamodb claim complete', () => {
        effect();
        notes.delete('mailed');
      });
    } catch (error) {
      const mailed = notes.get('mailed');
      if (mailed !== undefined) aws.excuseMail(mailed);
      notes.delete('mailed');
      throw error;
    }
  }
}

export const mailLambdas = [new MailLambda(), new MailLambda()];

export const freeMailLambda = (): MailLambda | undefined => mailLambdas.find(({ mayOpen }) => mayOpen);
