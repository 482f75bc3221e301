import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { accountMailSchema } from '@enterwait/domain/protocol';
import { aContext, recordingLogger } from '@enterwait/lambda/testing';
import { createMailClaims } from '../../../lambdas/send-email/claims.ts';
import { STORIES } from './stories.ts';

type Row = Record<string, unknown>;
export const accountMails = ['parent@email.com', 'name+tag@email.com'].map((to, at) =>
  accountMailSchema.parse({
    mail: 'password-reset',
    mail_id: `0f8fad5b-d9cb-469f-a165-70867728950${at}`,
    to,
    url: `https://enterwait.example/reset?token=${'t'.repeat(32)}${at}`,
    expires_at: '2026-11-25T04:04:05.678Z',
  }),
);

/** What the claims table is told about one mail: claimed, then sent. */
async function claimsOf(eventId: string): Promise<Row[]> {
  const claims: Row[] = [];
  const client = new DynamoDBClient({ region: 'ap-northeast-2' });
  type Call = {
    readonly constructor: { readonly name: string };
    readonly input: { Item?: Row; Key?: Row; ExpressionAttributeValues?: Row };
  };
  const answer = async ({ constructor: { name }, input }: Call): Promise<unknown> => {
    if (name === 'PutItemCommand' && input.Item !== undefined) claims.push(input.Item);
    if (name === 'UpdateItemCommand') {
      const {
        ':status': status,
        ':expiry': expiration,
        ':response_data': data,
      } = input.ExpressionAttributeValues ?? {};
      claims.push({ ...claims.at(-1), status, expiration, data });
    }
    return {};
  };
  client.send = answer as never;
  await createMailClaims(client, 'Claims', recordingLogger()).sendOnce(
    `${eventId}#request`,
    aContext(),
    async () => 'ses-mail-1',
  );
  return claims;
}

const [inProgress, completed] = await claimsOf(STORIES[0]?.decisions[0]?.event.event_id ?? '');
/** As they are in the table; `ofBefore`: an earlier release kept only the id of the mail. */
export const claims = { inProgress, completed, ofBefore: { ...completed, data: { S: 'ses-mail-1' } } };
