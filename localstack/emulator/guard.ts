import { request } from 'node:http';
import { UserError } from '@enterwait/command-line/errors';

/** What a stranger's web page would send: its own origin, or its own host name pointed at this machine. */
const STRANGERS = [{ origin: 'https://stranger.example' }, { host: 'stranger.example' }] as const;
const TIME_LIMIT_MS = 10_000;

/**
 * Checks that an emulator refuses web pages (emulator_guard.py). An emulator that would answer them is not used, whatever its image or
 * version.
 * @param url a harmless address, such as its health check
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

/** Uses `node:http`, because `fetch` does not let the caller set the Host header. */
const statusOf = (url: string, headers: Record<string, string>): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    const asking = request(url, { headers, signal: AbortSignal.timeout(TIME_LIMIT_MS) }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    });
    asking.on('error', reject).end();
  });
