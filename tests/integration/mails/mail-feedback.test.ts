import { randomInt } from 'node:crypto';
import { addressKeyOf, heldBackFor, UNKNOWN_ADDRESS } from '@enterwait/domain/application';
import { STATUS, SYSTEMS } from '@enterwait/domain/protocol';
import { aBounce, aComplaint, aDelivery } from '@enterwait/lambda/testing';
import { createMailFeedback } from '@enterwait/ledger/mail-addresses';
import { runErase } from '@enterwait/operations/erase';
import { targetOfStack } from '../../../localstack/stack/local-target.ts';
import { enterPerson, operators, parents } from '../../support/commands/api.ts';
import { anAddress, anApplication, idOf } from '../../support/commands/samples.ts';
import { verifyAddress } from '../../support/people/signing-up.ts';
import { Visitor } from '../../support/people/visitor.ts';
import { everywhere, mailsArrived, mailsTo } from '../../support/scenarios/outcome.ts';
import { isCaught, mailAddressOf, queueDepth, sendMailFeedback } from '../../support/stack/aws.ts';
import { databaseOf, rowsOf } from '../../support/stack/databases.ts';
import { eventually } from '../../support/stack/eventually.ts';
import { theStack } from '../../support/stack/stack.ts';

const PASSWORD = 'a long enough password 7';

/** What each system knows about an address: why mails to it are held back. */
async function whoHoldsBack(email: string) {
  const rows = (system: 'enterwait' | 'nursery') =>
    rowsOf<{ returned_at: Date | null; reason: 'bounce' | 'complaint' | null; verified_at: Date | null }>(
      system,
      'SELECT returned_at, reason, verified_at FROM mail_address WHERE address_key = ?',
      [addressKeyOf(email)],
    );
  const heldBy = async (system: 'enterwait' | 'nursery') => {
    const [row] = await rows(system);
    if (row === undefined) return undefined;
    const { returned_at, reason, verified_at } = row;
    return heldBackFor({
      returned_at: returned_at?.toISOString() ?? null,
      reason,
      verified_at: verified_at?.toISOString() ?? null,
    });
  };
  const [pipeline, enterwait, nursery] = await Promise.all([
    mailAddressOf(email).then(heldBackFor),
    heldBy('enterwait'),
    heldBy('nursery'),
  ]);
  return { pipeline, enterwait, nursery };
}
const held = (email: string, reason: 'bounce' | 'complaint' | undefined) =>
  eventually(async () =>
    expect(await whoHoldsBack(email)).toEqual({ pipeline: reason, enterwait: reason, nursery: reason }),
  );
/** No message is still in flight. */
const allHeard = () =>
  eventually(async () => expect(await queueDepth(theStack().outputs.queue_urls.MailFeedbackQueue ?? '')).toBe(0));
const now = (): string => new Date().toISOString();
const hourAgo = (): string => new Date(Date.now() - 3_600_000).toISOString();

/** A parent with an account, and an application of theirs that the daycare has. */
async function aFamily() {
  const email = anAddress();
  const parent = await Visitor.signedUp('김민준', email, PASSWORD);
  const nursery_id = `M${String(randomInt(10 ** 5)).padStart(5, '0')}`;
  const application = anApplication({ parent_email: email, nursery_id });
  await parents.request(application);
  await everywhere(application, STATUS.requested, 1);
  await mailsArrived(email, 2);
  const staffAddress = anAddress();
  await enterPerson('nursery', { email: staffAddress, name: '이교사', role: 'staff', nursery_id, password: PASSWORD });
  const staff = await Visitor.signedIn('nursery', staffAddress, PASSWORD);
  return { email, parent, application, staff };
}

async function stateOfLastMail(application: ReturnType<typeof anApplication>): Promise<string | undefined> {
  const { json } = await operators.look(application);
  const commands = json.commands as { steps: { step: string; state: string }[] }[];
  return commands.at(-1)?.steps.find(({ step }) => step === 'mailed')?.state;
}

describe('an address from which a mail came back', () => {
  let family: Awaited<ReturnType<typeof aFamily>>;
  beforeAll(async () => {
    family = await aFamily();
  });

  test('is known everywhere, however often that is told', async () => {
    const bounce = aBounce(family.email.toUpperCase(), { at: now() });
    await Promise.all([sendMailFeedback(bounce), sendMailFeedback(bounce), sendMailFeedback(bounce)]);
    await held(family.email, 'bounce');
    await allHeard();
    expect(await whoHoldsBack(family.email)).toEqual({ pipeline: 'bounce', enterwait: 'bounce', nursery: 'bounce' });
  });

  test('gets no mail, and operators see that it was withheld', async () => {
    await parents.cancel(family.application);
    await everywhere(family.application, STATUS.cancelled, 2);
    await eventually(async () => expect(await stateOfLastMail(family.application)).toBe('withheld'));
    expect(await mailsTo(family.email)).toHaveLength(2);
  });

  test('is told to the parent, on the first page and on that of the account', async () => {
    const { parent } = family;
    expect((await parent.open('/')).text).toContain('메일이 되돌아와');
    expect((await parent.open('/account')).text).toContain('메일 주소로 보낸 메일이 되돌아왔습니다');
  });

  test('is told to the staff, who call instead', async () => {
    const { text } = await family.staff.open(`/applications/${idOf(family.application)}`);
    expect(text).toContain('이 가족에게는 메일이 가지 않습니다');
    expect(text).toContain(family.application.parent_tel);
  });

  test('is mailed the link alone that proves it anew, and takes mails again once that is opened', async () => {
    const { email, parent, staff, application } = family;
    const asked = await parent.submit(await parent.open('/account'), '/verify/again');
    expect(asked.path).toBe('/account?done=verification-sent');
    const mails = await mailsArrived(email, 3);
    expect(mails.at(-1)?.subject).toContain('메일 주소 다시 확인');
    await verifyAddress(email);
    expect((await parent.open('/account')).text).not.toContain('되돌아왔습니다');
    await held(email, undefined);
    expect((await staff.open(`/applications/${idOf(application)}`)).text).not.toContain('메일이 가지 않습니다');
  });

  test('is not marked again by a bounce of before that comes late', async () => {
    await sendMailFeedback(aBounce(family.email, { at: hourAgo() }));
    await allHeard();
    await held(family.email, undefined);
    await parents.request(family.application);
    const mails = await mailsArrived(family.email, 4);
    expect(mails.at(-1)?.subject).toContain('입소대기 신청이 접수되었습니다');
  });

  test('but by a later one', async () => {
    await sendMailFeedback(aComplaint(family.email, { at: now() }));
    await held(family.email, 'complaint');
    expect((await family.parent.open('/account')).text).toContain('스팸으로 신고되었습니다');
  });
});

test('what is known of an address goes with the family that is erased', async () => {
  const { email, application } = await aFamily();
  await sendMailFeedback(aBounce(email, { at: now() }));
  await held(email, 'bounce');
  const target = targetOfStack(theStack());
  try {
    const scope = { kind: 'child', childId: application.child_id } as const;
    await runErase(target, { scope, dryRun: false, withdraw: false, patienceMs: 90_000 });
  } finally {
    await target.close();
  }
  await held(email, undefined);
  expect(await mailAddressOf(email)).toEqual(UNKNOWN_ADDRESS);
  for (const system of SYSTEMS)
    expect(await rowsOf(system, 'SELECT 1 FROM mail_address WHERE address_key = ?', [addressKeyOf(email)])).toEqual([]);
});

test('a bounce of before somebody signed up marks nothing, also where nobody had heard of the address', async () => {
  const email = anAddress();
  await Visitor.signedUp('김민준', email, PASSWORD);
  expect(await mailAddressOf(email)).toMatchObject({ verified_at: null });
  await sendMailFeedback(aBounce(email, { at: hourAgo() }));
  // The parents' system knows better, and says so.
  await eventually(async () => expect((await mailAddressOf(email)).verified_at).not.toBeNull());
  await held(email, undefined);
});

test('an address that nobody has is kept for whoever applies with it later; a full mailbox marks nothing', async () => {
  const [unknown, full] = [anAddress(), anAddress()];
  await sendMailFeedback(aBounce(full, { at: now(), type: 'Transient' }));
  await sendMailFeedback(aBounce(unknown, { at: now() }));
  await held(unknown, 'bounce');
  await allHeard();
  expect(await whoHoldsBack(full)).toEqual({ pipeline: undefined, enterwait: undefined, nursery: undefined });
  const application = anApplication({ parent_email: unknown });
  await parents.request(application);
  await everywhere(application, STATUS.requested, 1);
  await eventually(async () => expect(await stateOfLastMail(application)).toBe('withheld'));
  expect(await mailsTo(unknown)).toEqual([]);
});

test('a link is not used up while nobody can be told that the address takes mails again', async () => {
  const email = anAddress();
  await sendMailFeedback(aBounce(email, { at: now() }));
  await held(email, 'bounce');
  const feedback = createMailFeedback({
    sqs: { send: () => Promise.reject(Object.assign(new Error('away'), { code: 'ECONNREFUSED' })) },
    mailQueueUrl: 'http://aws.example/000000000000/SendEmailQueue',
    pool: databaseOf('enterwait'),
    logger: { warn() {} },
  });
  await expect(feedback.prove(email)).rejects.toMatchObject({ status: 503, code: 'unavailable' });
  expect((await whoHoldsBack(email)).enterwait).toBe('bounce');
});

test('staff whose address takes no mails see it, and prove it anew', async () => {
  const email = anAddress();
  await enterPerson('nursery', { email, name: '이교사', role: 'staff', nursery_id: 'N00001', password: PASSWORD });
  const staff = await Visitor.signedIn('nursery', email, PASSWORD);
  await sendMailFeedback(aBounce(email, { at: now() }));
  await held(email, 'bounce');
  await staff.submit(await staff.open('/account'), '/verify/again');
  await mailsArrived(email, 1);
  await verifyAddress(email, 'nursery');
  await held(email, undefined);
});

test('the rule on the default bus catches bounces and complaints, and nothing else', async () => {
  expect(await isCaught('MailFeedback', aBounce('user@email.com'))).toBe(true);
  expect(await isCaught('MailFeedback', aComplaint('user@email.com'))).toBe(true);
  expect(await isCaught('MailFeedback', aDelivery('user@email.com'))).toBe(false);
});
