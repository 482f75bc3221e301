import { launchChromium } from '../support/browser/chromium.ts';
import { visitor } from '../support/browser/visitor.ts';
import { theStack } from '../support/stack/stack.ts';

const browser = await launchChromium();
const journey = browser === undefined ? test.skip : test;

afterAll(() => browser?.close());

journey('what the journeys must not meet is seen when it is there', async () => {
  const who = await visitor(browser!, { name: 'spoilt' });
  await who.page.goto(theStack().enterwaitUrl);
  await who.page.evaluate(`
    document.body.insertAdjacentHTML('beforeend', '<button></button><div class="spoilt">x</div>');
    document.querySelector('.spoilt').style.width = '2000px';
    document.body.append(Object.assign(document.createElement('script'), { textContent: 'window.ran = true' }));
    document.body.append(Object.assign(document.createElement('img'), { src: 'https://outside.example/x.png', alt: '' }));
    setTimeout(() => { throw new Error('spoilt'); });
  `);
  await who.page.waitForTimeout(200);
  await who.check('home');
  expect(await who.page.evaluate('window.ran')).toBeUndefined();
  const wrongs = (await who.leave()).join('\n');
  for (const expected of [
    /px wider than 360 px/,
    /axe button-name/,
    /console: .*inline script.*Content Security Policy/,
    /console: .*outside\.example.*Content Security Policy/,
    /script: spoilt/,
  ]) {
    expect(wrongs).toMatch(expected);
  }
});
