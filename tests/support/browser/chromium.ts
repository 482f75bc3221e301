import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { messageOf } from '@enterwait/command-line/errors';
import { toolEnvironment } from '@enterwait/command-line/processes';
import { type Browser, chromium } from 'playwright-core';
import { canInstall, installPackages } from '../../../localstack/embedded/apt.ts';
import { pathsOf } from '../../../localstack/state/paths.ts';
import { theStack } from '../stack/stack.ts';
import { screenshotFolder } from './screenshots.ts';

const PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome-stable',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];
/** Screenshots must show readable text: the pages bring a font, but the browser's own controls do not. */
const KOREAN_FONT = 'fonts-nanum';

const FLAGS = [
  '--no-sandbox',
  '--headless',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-domain-reliability',
  '--disable-dev-shm-usage',
];

const say = (text: string): void => void process.stderr.write(`[browser] ${text}\n`);

/** The system's Chromium, installed first if possible. @returns undefined if there is none: say so and skip */
export async function launchChromium(): Promise<Browser | undefined> {
  const executablePath = await findOrInstall();
  if (executablePath === undefined) {
    say('no Chromium, and only root on Debian or Ubuntu may install it: the journeys are skipped');
    say('→ sudo apt install chromium fonts-nanum, or CHROMIUM_PATH=/path/to/chromium');
    return undefined;
  }
  say(`screenshots: ${screenshotFolder()}`);
  // Playwright gives every start a profile of its own and removes it.
  return chromium.launch({ executablePath, args: FLAGS, headless: true });
}

async function findOrInstall(): Promise<string | undefined> {
  const there = find();
  const missing = [...(there === undefined ? ['chromium'] : []), ...(hasKoreanFont() ? [] : [KOREAN_FONT])];
  if (missing.length === 0 || !canInstall()) return there;
  const { pids, logs } = pathsOf(theStack().stateDir);
  try {
    await installPackages(missing, { pidDir: pids, logFile: join(logs, 'apt.log'), progress: say });
  } catch (error) {
    say(messageOf(error).split('\n')[0] ?? '');
  }
  return find();
}

const find = (): string | undefined =>
  [process.env.CHROMIUM_PATH ?? '', ...PLACES].find((path) => path !== '' && existsSync(path));

function hasKoreanFont(): boolean {
  try {
    return execFileSync('fc-list', [':lang=ko'], { encoding: 'utf8', env: toolEnvironment() }).trim() !== '';
  } catch {
    return false;
  }
}
