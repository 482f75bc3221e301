import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { theStack } from '../stack/stack.ts';
import { seriousFindings } from './axe.ts';
import { screenshotFolder } from './screenshots.ts';

export interface VisitorOptions {
  /** Names the screenshots. */
  readonly name: string;
  /** By default a phone's width. */
  readonly width?: number;
  readonly height?: number;
  readonly javaScript?: boolean;
}

const PHONE = 360;
const HEIGHT = 800;
const PATIENCE_MS = 30_000;

/** Somebody with a browser of their own, and a record of everything that went wrong in it. */
export interface Visitor {
  readonly page: Page;
  /** What must be true of every page: it fits and is accessible. Also takes a screenshot. */
  check(pageName: string): Promise<void>;
  /** Presses Tab until the element has the focus. */
  reach(target: Locator): Promise<void>;
  /** Reaches a link or a button, presses Enter, then waits for the next page. */
  press(target: Locator): Promise<void>;
  /** Reaches a field and types into it, replacing what was there. */
  type(target: Locator, text: string): Promise<void>;
  /** Reaches a checkbox or a radio button and selects it with Space. */
  choose(target: Locator): Promise<void>;
  /** Ends the visit. @returns everything that went wrong; must be empty */
  leave(): Promise<string[]>;
}

/** The maximum number of Tab stops on one page. */
const MOST_STOPS = 150;

export async function visitor(browser: Browser, options: VisitorOptions): Promise<Visitor> {
  const { name, width = PHONE, height = HEIGHT, javaScript = true } = options;
  const context = await browser.newContext({
    viewport: { width, height },
    locale: 'ko-KR',
    timezoneId: 'Asia/Seoul',
    javaScriptEnabled: javaScript,
    reducedMotion: 'reduce',
  });
  context.setDefaultTimeout(PATIENCE_MS);
  const page = await context.newPage();
  const wrongs = watch(context, page);
  let pictures = 0;

  async function reach(target: Locator): Promise<void> {
    await target.waitFor();
    for (let stop = 0; stop < MOST_STOPS; stop += 1) {
      if (await hasFocus(page, target)) return;
      await page.keyboard.press('Tab');
    }
    throw new Error(`not reached by Tab on ${new URL(page.url()).pathname}: ${String(target)}`);
  }

  return {
    page,
    reach,

    async check(pageName) {
      pictures += 1;
      mkdirSync(screenshotFolder(), { recursive: true });
      const file = `${name}-${String(pictures).padStart(2, '0')}-${pageName}.png`;
      await page.screenshot({ path: join(screenshotFolder(), file), fullPage: true });
      const wider = Number(await page.evaluate('document.documentElement.scrollWidth - window.innerWidth'));
      if (wider > 0) wrongs.push(`${pageName}: ${wider} px wider than ${width} px`);
      const headings = Number(await page.evaluate("document.querySelectorAll('h1').length"));
      if (headings !== 1) wrongs.push(`${pageName}: ${headings} h1`);
      // Axe waits with timers, and a page without scripts has none: the same pages are examined with scripts.
      if (javaScript) wrongs.push(...(await seriousFindings(page)).map((finding) => `${pageName}: ${finding}`));
    },

    async press(target) {
      await reach(target);
      await Promise.all([page.waitForEvent('domcontentloaded'), page.keyboard.press('Enter')]);
    },

    async type(target, text) {
      await reach(target);
      await page.keyboard.press('ControlOrMeta+A');
      await page.keyboard.insertText(text);
    },

    async choose(target) {
      await reach(target);
      await page.keyboard.press('Space');
    },

    async leave() {
      await context.close();
      return [...new Set(wrongs)];
    },
  };
}

const hasFocus = async (page: Page, target: Locator): Promise<boolean> =>
  (await target.and(page.locator(':focus')).count()) > 0;

/** Everything that must not happen while somebody looks at our pages. */
function watch(context: BrowserContext, page: Page): string[] {
  const { enterwaitUrl, nurseryUrl, managementUrl } = theStack();
  const ours = new Set([enterwaitUrl, nurseryUrl, managementUrl].map((url) => new URL(url).host));
  const wrongs: string[] = [];
  const where = (): string => new URL(page.url()).pathname;
  context.on('request', (request) => {
    const url = new URL(request.url());
    if (!['data:', 'blob:', 'about:'].includes(url.protocol) && !ours.has(url.host))
      wrongs.push(`request to another host: ${url.host}`);
  });
  context.on('response', (response) => {
    if (response.status() >= 500) wrongs.push(`${new URL(response.url()).pathname}: HTTP ${response.status()}`);
  });
  page.on('console', (message) => {
    // Some pages exist to answer a form with 4xx; the browser calls that an error.
    if (message.type() !== 'error' || /the server responded with a status of 4\d\d/.test(message.text())) return;
    wrongs.push(`${where()}: console: ${message.text()}`);
  });
  page.on('pageerror', (error) => wrongs.push(`${where()}: script: ${error.message}`));
  return wrongs;
}
