import { addressesHeader, MAILBOX_PATHS } from '../../../localstack/emulator/mailbox.ts';
import { anAddress } from '../../support/commands/samples.ts';
import { signUpUnverified } from '../../support/people/signing-up.ts';
import { mailsArrived } from '../../support/scenarios/outcome.ts';
import { theStack } from '../../support/stack/stack.ts';

/** The emulator's own answer: fetchMails filters out others' mails as well. */
async function answered(headers: Record<string, string>): Promise<string> {
  const { awsEndpointUrl, kind } = theStack();
  const path = MAILBOX_PATHS[kind === 'embedded' ? 'ministack' : 'localstack'];
  const answer = await fetch(awsEndpointUrl + path, { headers });
  expect(answer.status).toBe(200);
  return answer.text();
}

test('an emulator that is asked for the mails to an address sends no others: the tests ask often', async () => {
  const [one, other] = [anAddress(), anAddress()];
  for (const email of [one, other]) {
    await signUpUnverified({ name: '김민준', email, password: 'a long enough password' });
    expect(await mailsArrived(email, 1)).toMatchObject([{ to: [email], text: expect.stringContaining('/verify?') }]);
  }
  const all = await answered({});
  expect([all.includes(one), all.includes(other)]).toEqual([true, true]);
  const narrow = await answered({ 'x-only-addresses': addressesHeader([one]) });
  expect([narrow.includes(one), narrow.includes(other)]).toEqual([true, false]);
});
