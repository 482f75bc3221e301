import { STATUS } from '@enterwait/domain/protocol';
import { launchChromium } from '../support/browser/chromium.ts';
import { byClicks, byKeys, type Hands } from '../support/browser/hands.ts';
import { linkIn, mailTo } from '../support/browser/mailbox.ts';
import { type Visitor, visitor } from '../support/browser/visitor.ts';
import { staff } from '../support/commands/api.ts';
import { anAddress } from '../support/commands/samples.ts';
import { accountMade, signUpUnverified } from '../support/people/signing-up.ts';
import { rowsOf } from '../support/stack/databases.ts';
import { eventually } from '../support/stack/eventually.ts';
import { theStack } from '../support/stack/stack.ts';

const browser = await launchChromium();
const journey = browser === undefined ? test.skip : test;

afterAll(() => browser?.close());

const PASSWORD = '아이와 함께 걷는 길 42';
const DAYCARE = '푸른숲어린이집';

/** From a guest to a waiting application. @returns its number */
async function apply(who: Visitor, hands: Hands, email: string): Promise<string> {
  const { page } = who;
  await page.goto(theStack().enterwaitUrl);
  await who.check('home');
  await hands.press(/회원가입/, 'link');
  await who.check('sign-up');
  await hands.type('이름', '김민준');
  await hands.type('메일 주소', email);
  await hands.type('비밀번호', PASSWORD);
  await hands.choose(/수집·이용에 동의/, 'checkbox');
  await hands.press(/가입하기/);
  await page.getByText('메일을 확인해 주세요').waitFor();
  await who.check('signed-up');
  const confirm = await mailTo(email, /메일 주소 확인/);
  await page.goto(/https?:\/\/\S+/.exec(confirm.text)?.[0] ?? '');
  await who.check('verify');
  await hands.press(/메일 주소 확인하기/);
  await page.getByText('메일 주소를 확인했습니다').waitFor();
  await hands.type('메일 주소', email);
  await hands.type('비밀번호', PASSWORD);
  await hands.press(/로그인/);
  await page.waitForURL(`${theStack().enterwaitUrl}/`);

  await hands.press('연락처', 'link');
  await who.check('profile');
  await hands.type('전화번호', '010-1234-5678');
  await hands.type('우편번호', '03171');
  await hands.type('주소', '서울특별시 종로구 세종대로 209');
  await hands.press(/저장/);
  await page.getByText('연락처를 저장했습니다').waitFor();

  await hands.press('아동 관리', 'link');
  await who.check('no-children');
  await hands.press(/아동 등록/, 'link');
  await who.check('new-child');
  // The form is empty: the page says beside each field what is missing.
  await hands.press(/^등록/);
  await page.getByRole('alert').waitFor();
  await who.check('new-child-errors');
  await hands.type('아동 이름', '김하늘');
  await hands.type('우편번호', '03171');
  await hands.type('주소', '서울특별시 종로구 세종대로 209');
  await hands.date('생년월일', '2024-03-15');
  await hands.press(/^등록/);
  await page.getByText('아동을 등록했습니다').waitFor();
  await who.check('children');

  await hands.press('어린이집 찾기', 'link');
  await hands.type(/어린이집 이름/, '푸른숲');
  await hands.press(/찾기/);
  await page.getByText(DAYCARE).first().waitFor();
  await who.check('daycares');
  await hands.press(new RegExp(`${DAYCARE}.*신청`), 'link');
  await who.check('apply');
  await hands.choose(/김하늘/, 'radio');
  await hands.choose(/맞벌이/, 'checkbox');
  await hands.choose(/어린이집에 개인정보를 제공하는 데 동의/, 'checkbox');
  await hands.press(/다음: 확인/);
  await page.getByText('신청 내용 확인').first().waitFor();
  await who.check('apply-check');
  await hands.press(/신청하기/);
  await page.waitForURL(/\/applications\/\d{15}N\d{5}/);
  const requestId = /\/applications\/(\w{21})/.exec(page.url())?.[1] ?? '';
  await who.check('applied');
  return requestId;
}

async function applicationOf(requestId: string) {
  const [row] = await rowsOf<Record<string, string>>('enterwait', 'SELECT * FROM request WHERE request_id = ?', [
    requestId,
  ]);
  const fields = [
    'child_id',
    'child_name',
    'child_birthday',
    'user_id',
    'parent_name',
    'parent_tel',
    'parent_address',
    'parent_postcode',
    'parent_email',
    'nursery_id',
  ] as const;
  return Object.fromEntries(fields.map((field) => [field, row?.[field] ?? ''])) as never;
}

/** The daycare accepts, in its own system, as soon as it has the application. */
async function accept(requestId: string): Promise<void> {
  const application = await applicationOf(requestId);
  await eventually(async () => {
    const { status } = await staff.accept(application);
    if (status !== 202) throw new Error(`accept: ${status}`);
  });
}

journey(
  'a parent, by keys alone on a phone: signs up, applies, sees the line, gets mails, and sees the accept without reloading',
  async () => {
    const who = await visitor(browser!, { name: 'parent' });
    const { page } = who;
    const email = anAddress();
    const requestId = await apply(who, byKeys(who), email);

    // 처리 중 until the judge has decided; the page changes by itself.
    await page.getByText('대기 중').first().waitFor();
    await page.getByText(/대기 순서 [\d,]+번째/).waitFor();
    await who.check('waiting');

    const received = await mailTo(email, /접수되었습니다/);
    expect(received.text).toContain(DAYCARE);
    expect(received.text).not.toContain('김하늘');
    await page.goto(linkIn(received));
    await page.waitForURL(`**/applications/${requestId}`);

    await byKeys(who).press(/신청 취소/, 'link');
    await who.check('cancel');
    await byKeys(who).press(/돌아가기/, 'link');

    await accept(requestId);
    await page.getByText('입소 승인').first().waitFor();
    await who.check('accepted');
    await mailTo(email, /승인되었습니다/);

    await page.goto(`${theStack().enterwaitUrl}/applications`);
    await who.check('applications');
    await page.goto(`${theStack().enterwaitUrl}/account`);
    await who.check('account');
    await byKeys(who).press(/로그아웃/);
    await who.check('signed-out');
    expect(await who.leave()).toEqual([]);
  },
);

journey('without JavaScript: signs up, applies, withdraws', async () => {
  const who = await visitor(browser!, { name: 'plain', javaScript: false });
  const { page } = who;
  const hands = byClicks(who);
  const email = anAddress();
  const requestId = await apply(who, hands, email);
  await eventually(
    async () => {
      await page.goto(`${theStack().enterwaitUrl}/applications/${requestId}`);
      if ((await page.getByText('대기 중').count()) === 0) throw new Error('not yet');
    },
    undefined,
    500,
  );
  await who.check('waiting');
  await hands.press(/신청 취소/, 'link');
  await who.check('cancel');
  await hands.press(/신청 취소/);
  await page.waitForURL(/done=/);
  await who.check('cancelled');
  await eventually(async () => {
    const [row] = await rowsOf<{ status: number }>('enterwait', 'SELECT status FROM request WHERE request_id = ?', [
      requestId,
    ]);
    expect(row?.status).toBe(STATUS.cancelled);
  });
  await mailTo(email, /취소되었습니다/);
  expect(await who.leave()).toEqual([]);
});

journey('a password that was forgotten is set anew by the link in the mail', async () => {
  const { enterwaitUrl, demo } = theStack();
  const who = await visitor(browser!, { name: 'reset', width: 1280 });
  const { page } = who;
  const hands = byClicks(who);
  const email = anAddress();
  await signUpUnverified({ name: '김민준', email, password: demo.password });

  await page.goto(`${enterwaitUrl}/forgot`);
  await who.check('forgot');
  await hands.type('메일 주소', email);
  await hands.press(/링크 받기/);
  await who.check('asked');
  const mail = await mailTo(email, /비밀번호 재설정/);
  expect(mail.text).not.toContain(email);
  await page.goto(/https?:\/\/\S+/.exec(mail.text)?.[0] ?? '');
  await who.check('reset');
  await hands.type('비밀번호', PASSWORD);
  await hands.press(/비밀번호 바꾸기/);
  await page.getByText('비밀번호를 바꾸었습니다').waitFor();
  await who.check('sign-in');
  await hands.type('메일 주소', email);
  await hands.type('비밀번호', PASSWORD);
  await hands.press(/로그인/);
  await page.waitForURL(`${enterwaitUrl}/`);
  expect(await who.leave()).toEqual([]);
});

journey(
  'somebody who has not confirmed their address is told so, gets the mail again, and moves their account',
  async () => {
    const { enterwaitUrl } = theStack();
    const who = await visitor(browser!, { name: 'unverified', width: 1280 });
    const { page } = who;
    const hands = byClicks(who);
    const email = anAddress();
    await signUpUnverified({ name: '김민준', email, password: PASSWORD });
    await page.goto(`${enterwaitUrl}/sign-in`);
    await hands.type('메일 주소', email);
    await hands.type('비밀번호', PASSWORD);
    await hands.press(/로그인/);
    await page.waitForURL(`${enterwaitUrl}/`);
    await page.goto(`${enterwaitUrl}/account`);
    await who.check('account-unverified');
    await hands.press(/확인 메일 다시 받기/);
    await page.getByText('확인 메일을 보냈습니다').waitFor();
    await hands.press(/메일 주소 바꾸기/, 'link');
    await who.check('change-address');
    const next = anAddress();
    await hands.type('지금 비밀번호', PASSWORD);
    await hands.type('새 메일 주소', next);
    await hands.press(/확인 메일 받기/);
    await page.getByText('새 주소로 확인 메일을 보냈습니다').waitFor();
    const mail = await mailTo(next, /새 메일 주소/);
    await page.goto(/https?:\/\/\S+/.exec(mail.text)?.[0] ?? '');
    await who.check('confirm-address');
    await hands.press(/새 주소로 바꾸기/);
    await page.getByText('메일 주소를 바꾸었습니다').waitFor();
    expect(await who.leave()).toEqual([]);
  },
);

journey(
  'reads the privacy notice, agrees, takes it back, takes their data home and leaves, by keys alone',
  async () => {
    const { enterwaitUrl } = theStack();
    const who = await visitor(browser!, { name: 'rights' });
    const { page } = who;
    const hands = byKeys(who);
    const email = anAddress();
    await page.goto(enterwaitUrl);
    await hands.press(/개인정보 처리방침/, 'link');
    await who.check('privacy');
    await page.goto(`${enterwaitUrl}/sign-up`);
    await hands.type('이름', '김민준');
    await hands.type('메일 주소', email);
    await hands.type('비밀번호', PASSWORD);
    await hands.press(/가입하기/);
    await page.getByRole('alert').waitFor();
    await who.check('consent-missing');
    await hands.type('비밀번호', PASSWORD);
    await hands.choose(/수집·이용에 동의/, 'checkbox');
    await hands.press(/가입하기/);
    await page.getByText('메일을 확인해 주세요').waitFor();
    await accountMade(email);
    await hands.press('로그인', 'link');
    await hands.type('메일 주소', email);
    await hands.type('비밀번호', PASSWORD);
    await hands.press(/로그인/);
    await page.waitForURL(`${enterwaitUrl}/`);

    await hands.press('동의 관리', 'link');
    await who.check('consents');
    await hands.choose(/어린이집에 개인정보를 제공하는 데 동의/, 'checkbox');
    await hands.press(/제3자 제공.*동의하기/);
    await page.getByText('동의를 기록했습니다').waitFor();
    await who.check('agreed');
    await hands.press(/제3자 제공.*철회/, 'link');
    await who.check('take-back');
    await hands.press(/^철회/);
    await page.getByText('동의를 철회했습니다').waitFor();

    await hands.press('연락처', 'link');
    await who.check('profile');
    const download = page.waitForEvent('download');
    await page.getByRole('link', { name: /내 정보 내려받기/ }).click();
    expect((await download).suggestedFilename()).toBe('enterwait-my-data.json');
    await hands.press(/^탈퇴/, 'link');
    await who.check('leave');
    await hands.type('비밀번호', 'not the password');
    await hands.press(/탈퇴하기/);
    await page.getByText('비밀번호가 맞지 않습니다').first().waitFor();
    await who.check('leave-wrong');
    await hands.type('비밀번호', PASSWORD);
    await hands.press(/탈퇴하기/);
    await page.getByText('탈퇴했습니다').waitFor();
    await who.check('left');
    expect(await who.leave()).toEqual([]);
  },
);
