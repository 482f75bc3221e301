import { randomUUID } from 'node:crypto';
import { STATUS } from '@enterwait/domain/protocol';
import { launchChromium } from '../support/browser/chromium.ts';
import { byKeys } from '../support/browser/hands.ts';
import { mailTo } from '../support/browser/mailbox.ts';
import { visitor } from '../support/browser/visitor.ts';
import { parents, staff } from '../support/commands/api.ts';
import { anAddress, anApplication, idOf } from '../support/commands/samples.ts';
import { queueDepth, sendToQueue } from '../support/stack/aws.ts';
import { eventually } from '../support/stack/eventually.ts';
import { theStack } from '../support/stack/stack.ts';

const browser = await launchChromium();
const journey = browser === undefined ? test.skip : test;

afterAll(() => browser?.close());

journey(
  'an operator, by keys alone on a phone: finds an application, sees its way, cancels with a reason, puts a dead letter back',
  async () => {
    const { managementUrl, demo, outputs } = theStack();
    const application = anApplication({ parent_email: anAddress() });
    const id = idOf(application);
    expect((await parents.request(application)).status).toBe(202);
    await eventually(async () => expect((await staff.look(application)).json.status).toBe(STATUS.requested));

    const who = await visitor(browser!, { name: 'operator' });
    const { page } = who;
    const hands = byKeys(who);
    await page.goto(managementUrl);
    await who.check('sign-in');
    await hands.type('메일 주소', demo.operator.email);
    await hands.type('비밀번호', demo.password);
    await hands.press(/^로그인/);
    await page.getByRole('heading', { name: /신청관리/ }).waitFor();
    await who.check('home');

    await hands.press(/신청 조회/, 'link');
    await who.check('applications');
    await hands.type('찾을 내용', id);
    await hands.press(/찾기/);
    await page.getByRole('link', { name: id }).waitFor();
    await who.check('found');
    await hands.press(id, 'link');
    await page.getByRole('heading', { name: new RegExp(id) }).waitFor();
    await who.check('timeline');

    await hands.press(/직권 취소/, 'link');
    await who.check('cancel');
    await hands.type('취소 사유', '학부모가 전화로 요청했습니다.');
    await hands.press(/취소하기/);
    await page.getByText('취소를 접수했습니다').waitFor();
    const mail = await mailTo(application.parent_email, /담당 기관이/);
    expect(mail.text).toContain('사유: 학부모가 전화로 요청했습니다.');
    await eventually(async () => expect((await parents.look(application)).json.status).toBe(STATUS.cancelled));
    await page.getByText('학부모가 전화로 요청했습니다.').first().waitFor();
    await who.check('cancelled');

    // A dead letter that does no harm when it is put back: its link has expired, so nothing is sent.
    const dead = outputs.dead_letter_queue_urls.SendEmailQueue ?? '';
    const letter = {
      mail: 'password-reset',
      mail_id: randomUUID(),
      to: anAddress(),
      url: `${theStack().enterwaitUrl}/reset`,
      expires_at: '2024-03-15T00:00:00Z',
    };
    await sendToQueue(dead, JSON.stringify(letter));
    await hands.press(/데드레터/, 'link');
    await who.check('dead-letters');
    await hands.press(/SendEmailQueue-dlq|메일/, 'link');
    await page.getByText('password-reset').waitFor();
    await who.check('dead-letter');
    await hands.press(/다시 넣기/, 'link');
    await who.check('redrive');
    await hands.press(/다시 넣기/);
    await page.getByText('다시 넣었습니다').waitFor();
    await eventually(async () => expect(await queueDepth(dead)).toBe(0));
    await who.check('redriven');

    await hands.press(/추이/, 'link');
    await who.check('figures');
    await hands.press(/^시스템 상태/, 'link');
    await who.check('health');
    expect(await who.leave()).toEqual([]);
  },
);

journey('an operator, signed in at their own system alone: reads the APIs of all three', async () => {
  const { managementUrl, demo } = theStack();
  const who = await visitor(browser!, { name: 'api', width: 1200 });
  const { page } = who;
  const hands = byKeys(who);
  await page.goto(`${managementUrl}/sign-in`);
  await hands.type('메일 주소', demo.operator.email);
  await hands.type('비밀번호', demo.password);
  await hands.press(/^로그인/);
  await page.goto(`${managementUrl}/docs`);
  await page.getByRole('heading', { name: /^Management/ }).waitFor();
  await page.getByText('/dead-letters/{queue}/redrive').first().waitFor();
  for (const [system, endpoint] of [
    ['enterwait', '/enterwait/request'],
    ['nursery', '/nursery/leave'],
  ] as const) {
    await page.getByRole('combobox').first().selectOption({ label: system });
    await page.getByRole('heading', { name: new RegExp(`^${system}`, 'i') }).waitFor();
    await page.getByText(endpoint, { exact: true }).first().waitFor();
  }
  expect(await who.leave()).toEqual([]);
});
