import { launchChromium } from '../support/browser/chromium.ts';
import { byKeys } from '../support/browser/hands.ts';
import { visitor } from '../support/browser/visitor.ts';
import { enterPerson } from '../support/commands/api.ts';
import { anAddress } from '../support/commands/samples.ts';
import { codeNow, laterOn, secretIn } from '../support/people/second-factor.ts';
import { rowsOf } from '../support/stack/databases.ts';
import { theStack } from '../support/stack/stack.ts';

const browser = await launchChromium();
const journey = browser === undefined ? test.skip : test;

afterAll(() => browser?.close());

journey(
  'staff, by keys alone on a phone: two-step sign-in on, signing in with it, and out when nobody is there',
  async () => {
    const [email, { password }] = [anAddress(), theStack().demo];
    await enterPerson('nursery', { email, name: '한지우', password, role: 'staff', nursery_id: 'N00006' });
    const who = await visitor(browser!, { name: 'second-factor' });
    const { page } = who;
    const hands = byKeys(who);
    const signIn = async () => {
      await hands.type('메일 주소', email);
      await hands.type('비밀번호', password);
      await hands.press(/^로그인/);
    };

    await page.goto(`${theStack().nurseryUrl}/account`);
    await signIn();
    await page.getByRole('heading', { name: /2단계 인증/ }).waitFor();
    await who.check('account-off');
    await hands.press(/^켜기/, 'link');
    await who.check('off');
    await hands.type('지금 비밀번호', password);
    await hands.press(/^켜기/);
    await page.getByRole('img', { name: /QR/ }).waitFor();
    await who.check('set-up');
    const secret = secretIn(await page.content());
    await hands.type('인증 코드', 'abcdef');
    await hands.press(/^확인/);
    await page.getByText('인증 코드가 맞지 않습니다').first().waitFor();
    await who.check('wrong-code');
    await hands.type('인증 코드', await codeNow(secret));
    await hands.press(/^확인/);
    await page.getByText('2단계 인증을 켰습니다').waitFor();
    await who.check('recovery-codes');
    const [recoveryCode = ''] = await page.locator('.recovery-codes code').allTextContents();

    await page.goto(`${theStack().nurseryUrl}/account/second-factor`);
    await who.check('on');
    await laterOn(email);
    await hands.press(/로그아웃/);
    await page.goto(`${theStack().nurseryUrl}/account`);
    await signIn();
    await page.getByText('인증 앱에 나오는 코드를 입력해 주세요').waitFor();
    await who.check('code');
    await hands.press(/복구 코드로 로그인/, 'link');
    await who.check('recovery-code');
    await hands.type('복구 코드', recoveryCode);
    await hands.press(/^로그인/);
    // The page that they originally wanted.
    await page.getByRole('heading', { name: /내 계정/ }).waitFor();
    expect(new URL(page.url()).pathname).toBe('/account');

    await page.goto(`${theStack().nurseryUrl}/waiting`);
    await page.getByRole('heading', { name: /대기 목록/ }).waitFor();
    await rowsOf(
      'nursery',
      'UPDATE person_session s JOIN person p ON p.id = s.person_id SET s.last_action_at = UTC_TIMESTAMP(3) - INTERVAL 31 MINUTE WHERE p.email = ?',
      [email],
    );
    // The page refreshes its list, and finds that the session is over.
    await page.getByText('로그아웃되었습니다').waitFor();
    await who.check('over');
    await signIn();
    await hands.type('인증 코드', await codeNow(secret));
    await hands.press(/^로그인/);
    await page.getByRole('heading', { name: /대기 목록/ }).waitFor();
    expect(new URL(page.url()).pathname).toBe('/waiting');
    expect(await who.leave()).toEqual([]);
  },
  180_000,
);
