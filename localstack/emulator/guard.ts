import { request } from 'node:http';
import { UserError } from '@enterwait/command-line/errors';

/** What a page of a stranger would send: its origin, or a name of its own that it lets point at this machine. */
const STRANGERS = [{ origin: 'https://stranger.example' }, { host: 'stranger.example' }] as const;
const TIME_LIMIT_MS = 10_000;

/**
 * Tries whether an emulator refuses web pages (emulator_guard.py): one that would answer them is not used, whatever image or version it is.
 * @param url of something harmless, as its health
 * @throws UserError (`UNGUARDED`)
 */
export async function requireGuard(url: string, what: string): Promise<void> {
  for (const headers of STRANGERS) {
    const status = await statusOf(url, headers);
    if (status === 403) continue;
    throw new UserError(
      'UNGUARDED',
      `${what} 이(가) 다른 웹 페이지의 요청에 답합니다 (answers what a stranger's web page asks): ${status}`,
      '핀으로 고정된 버전을 쓰세요, 다른 이미지 없이 (use the pinned version, without an image of your own): make down && make up',
    );
  }
}

/** By hand: `fetch` lets nobody choose the name that is asked. */
const statusOf = (url: string, headers: Record<string, string>): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    const asking = request(url, { headers, signal: AbortSignal.timeout(TIME_LIMIT_MS) }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    });
    asking.on('error', reject).end();
  });
