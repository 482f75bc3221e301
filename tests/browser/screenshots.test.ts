import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { launchChromium } from '../support/browser/chromium.ts';
import { byClicks } from '../support/browser/hands.ts';
import { type Scene, setScene } from '../support/browser/scene.ts';
import { screenshotFolder } from '../support/browser/screenshots.ts';
import { visitor } from '../support/browser/visitor.ts';
import { theStack } from '../support/stack/stack.ts';

const browser = await launchChromium();
const journey = browser === undefined ? test.skip : test;
const { enterwaitUrl, nurseryUrl, managementUrl, demo } = theStack();

let scene: Scene;
beforeAll(async () => {
  if (browser !== undefined) scene = await setScene();
});
afterAll(() => browser?.close());

/** High enough for the bars on the operator's page. What the other pages show ends above. */
const SIZE = { width: 1280, height: 1340 };

// `make screenshots` writes them to docs/screenshots under these names. Any other run leaves them beside the journeys' pictures.
journey.each([
  ['enterwait', () => [scene.parent, `${enterwaitUrl}/applications`, '입소 승인']],
  ['nursery', () => [scene.staff, `${nurseryUrl}/waiting`, '박서준']],
  [
    'management',
    () => [demo.operator.email, `${managementUrl}/console/applications/${scene.requestId}`, '모든 단계가 끝났습니다'],
  ],
] as const)('a screenshot of %s for the READMEs', async (system, shown) => {
  const [email = '', url = '', text = ''] = shown();
  const who = await visitor(browser!, { name: system, ...SIZE });
  const { page } = who;
  const hands = byClicks(who);
  await page.goto(url);
  await hands.type('메일 주소', email);
  await hands.type('비밀번호', demo.password);
  await hands.press(/^로그인/);
  await page.waitForURL(url);
  await page.getByText(text).first().waitFor();
  mkdirSync(screenshotFolder(), { recursive: true });
  await page.screenshot({ path: join(screenshotFolder(), `${system}.png`) });
  expect(await who.leave()).toEqual([]);
});
