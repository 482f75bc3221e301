import type { Application } from '@enterwait/domain/application';
import { STATUS, SYSTEMS } from '@enterwait/domain/protocol';
import { launchChromium } from '../support/browser/chromium.ts';
import { byKeys } from '../support/browser/hands.ts';
import { mailTo } from '../support/browser/mailbox.ts';
import { visitor } from '../support/browser/visitor.ts';
import { asAdmin, asProgram, call, enterPerson, parents, post, staff, urlOf } from '../support/commands/api.ts';
import { aNursery, anAddress, anApplication, idOf } from '../support/commands/samples.ts';
import { rowsOf } from '../support/stack/databases.ts';
import { eventually } from '../support/stack/eventually.ts';
import { theStack } from '../support/stack/stack.ts';

const browser = await launchChromium();
const journey = browser === undefined ? test.skip : test;

afterAll(() => browser?.close());

/** A daycare with this many places, and somebody who works there. @returns the mail address that they sign in with */
async function aDaycare(nursery_id: string, capacity: number): Promise<string> {
  for (const service of SYSTEMS) {
    const { status } = await call(`${urlOf(service)}/admin/nurseries/${nursery_id}`, {
      method: 'PUT',
      headers: { ...asAdmin(), 'content-type': 'application/json' },
      body: JSON.stringify({ name: '시험어린이집', address: '서울특별시 마포구 월드컵로 240', capacity }),
    });
    expect(status).toBe(200);
  }
  const email = anAddress();
  await enterPerson('nursery', {
    email,
    name: '이서연',
    password: theStack().demo.password,
    role: 'staff',
    nursery_id,
  });
  return email;
}

/** An application with claims that waits in the daycare's line. */
async function waiting(child_name: string, nursery_id: string, claims: string): Promise<Application> {
  const application = anApplication({ child_name, nursery_id, parent_email: anAddress() });
  const headers = { ...asProgram(), 'enterwait-priority': claims };
  expect((await post(`${urlOf('enterwait')}/enterwait/request`, application, headers)).status).toBe(202);
  await eventually(async () => expect((await staff.look(application)).json.status).toBe(STATUS.requested));
  return application;
}

journey(
  'staff, by keys alone on a phone: the line in its order, accept, reject with a reason, a child leaves',
  async () => {
    const nurseryId = aNursery();
    const email = await aDaycare(nurseryId, 1);
    const late = await waiting('박서준', nurseryId, '');
    const first = await waiting('이하윤', nurseryId, 'working-parents,two-infants');
    const rejected = await waiting('최도윤', nurseryId, 'single-parent');

    const who = await visitor(browser!, { name: 'staff' });
    const { page } = who;
    const hands = byKeys(who);
    await page.goto(theStack().nurseryUrl);
    await who.check('sign-in');
    await hands.type('메일 주소', email);
    await hands.type('비밀번호', `${theStack().demo.password}!`);
    await hands.press(/^로그인/);
    await page.getByText('메일 주소나 비밀번호가 맞지 않습니다').waitFor();
    await who.check('wrong-password');
    await hands.type('비밀번호', theStack().demo.password);
    await hands.press(/^로그인/);
    await page.getByRole('heading', { name: /대기 목록/ }).waitFor();
    await who.check('line');
    const names = await page.getByRole('rowheader').allTextContents();
    expect(names.map((name) => name.trim())).toEqual(['이하윤', '최도윤', '박서준']);

    await hands.press(/이하윤.*승인/, 'link');
    await who.check('accept');
    await hands.press(/승인하기/);
    await page.getByText('승인을 요청했습니다').waitFor();
    // The judge's decision appears by itself.
    await page.getByRole('link', { name: /^퇴소/ }).waitFor();
    await who.check('accepted');
    const accepted = await mailTo(first.parent_email, /승인되었습니다/);
    expect(accepted.text).toContain('어린이집: 시험어린이집');

    await hands.press(/대기 목록/, 'link');
    await page.getByText('정원이 찼습니다').waitFor();
    await who.check('full');
    await hands.press(/최도윤.*반려/, 'link');
    await who.check('reject');
    await hands.press(/반려하기/);
    await page.getByRole('alert').waitFor();
    await who.check('reject-without-reason');
    await hands.type(/반려 사유/, '만 2세반의 정원이 찼습니다.');
    await hands.press(/반려하기/);
    await page.getByText('반려를 요청했습니다').waitFor();
    expect((await mailTo(rejected.parent_email, /반려되었습니다/)).text).toContain('사유: 만 2세반의 정원이 찼습니다.');
    await who.check('rejected');

    await hands.press(/재원 아동/, 'link');
    await page.getByText('이하윤').first().waitFor();
    await who.check('children');
    await hands.press(/이하윤.*퇴소/, 'link');
    await hands.type(/퇴소 사유/, '이사');
    await who.check('leave');
    await hands.press(/퇴소 처리하기/);
    await page.getByText('퇴소를 요청했습니다').waitFor();
    expect((await mailTo(first.parent_email, /퇴소가 처리되었습니다/)).text).toContain('사유: 이사');
    await eventually(async () => expect((await parents.look(first)).json.status).toBe(STATUS.cancelled));
    const enrolled = await rowsOf('nursery', 'SELECT 1 FROM nursery_child WHERE nursery_id = ?', [nurseryId]);
    expect(enrolled).toEqual([]);

    await hands.press(/대기 목록/, 'link');
    await page.getByRole('link', { name: /박서준.*승인/ }).waitFor();
    await who.check('free-again');
    // They may not see another daycare's application.
    const other = await waiting('정시우', aNursery(), '');
    await page.goto(`${theStack().nurseryUrl}/applications/${idOf(other)}`);
    await who.check('not-yours');
    expect(await page.getByText('정시우').count()).toBe(0);
    expect((await staff.look(late)).json.status).toBe(STATUS.requested);
    expect(await who.leave()).toEqual([]);
  },
);
