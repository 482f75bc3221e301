import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Mail } from '../emulator/mailbox.ts';
import { renderIndex, renderMailHtml, renderMailPage, renderMissing, STYLE } from './pages.ts';

const LOOPBACK = '127.0.0.1';

interface Answer {
  readonly status?: number;
  readonly type?: string;
  readonly policy?: string;
  readonly body: string;
}

const PAGE_POLICY =
  "default-src 'none'; style-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
/** A mail has inline styles, and nothing that runs or is fetched. Opening it on its own is as safe as opening it in the frame. */
const MAIL_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox";

/**
 * Serves a page with the mails, on this machine only.
 * @param mails called on every request; oldest first
 * @returns the address, and a function that stops the server
 */
export async function startMailPreview(
  mails: () => Promise<readonly Mail[]>,
  port = 0,
): Promise<{ url: string; close: () => Promise<void> }> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, LOOPBACK, resolve);
  });
  const host = `${LOOPBACK}:${(server.address() as AddressInfo).port}`;
  server.on('request', answering(mails, host));
  return { url: `http://${host}/`, close: () => close(server) };
}

const close = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });

const answering =
  (mails: () => Promise<readonly Mail[]>, host: string): RequestListener =>
  async (req, res) => {
    const { status = 200, type = 'text/html', policy = PAGE_POLICY, body } = await answer(req, mails, host);
    res.writeHead(status, {
      'content-type': `${type}; charset=utf-8`,
      'content-security-policy': policy,
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
    });
    res.end(req.method === 'HEAD' ? undefined : body);
  };

async function answer(
  { method, url = '/', headers }: Pick<IncomingMessage, 'method' | 'url' | 'headers'>,
  mails: () => Promise<readonly Mail[]>,
  host: string,
): Promise<Answer> {
  // Someone may have pointed a foreign host name at this machine. Do not show mails there.
  if (headers.host !== host) return { status: 421, type: 'text/plain', body: 'wrong host\n' };
  if (method !== 'GET' && method !== 'HEAD') return { status: 405, type: 'text/plain', body: 'only GET\n' };
  if (url === '/style.css') return { type: 'text/css', body: STYLE };
  try {
    const all = await mails();
    if (url === '/') return { body: renderIndex(all) };
    const [, id = '', part] = /^\/mail\/([^/?]+)(\/html)?$/.exec(url) ?? [];
    const mail = all.find((one) => encodeURIComponent(one.id) === id);
    if (mail === undefined) return { status: 404, body: renderMissing() };
    return part === undefined ? { body: renderMailPage(mail) } : { policy: MAIL_POLICY, body: renderMailHtml(mail) };
  } catch {
    return { status: 503, type: 'text/plain', body: 'the stack does not answer\n' };
  }
}
