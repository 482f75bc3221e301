import { request } from 'node:http';
import type { Mail } from '../emulator/mailbox.ts';
import { startMailPreview } from './server.ts';

const aMail = (overrides: Partial<Mail> = {}): Mail => ({
  id: 'mail-1',
  from: 'no-reply@example.com',
  to: ['user@email.com'],
  subject: '신청 <script>alert(1)</script>',
  text: '한 & 둘 <b>',
  html: '<!DOCTYPE html><html><head><title>t</title></head><body style="color:red"><a href="http://x/">x</a></body></html>',
  sentAt: '2024-03-15T00:00:00.000Z',
  ...overrides,
});

async function preview(mails: readonly Mail[], look: (url: string) => Promise<void>): Promise<void> {
  const { url, close } = await startMailPreview(async () => mails);
  try {
    await look(url);
  } finally {
    await close();
  }
}

const get = async (url: string) => {
  const answer = await fetch(url);
  return { status: answer.status, policy: answer.headers.get('content-security-policy'), text: await answer.text() };
};

test('the newest mail stands first, with what is in it escaped', () =>
  preview([aMail({ id: 'old' }), aMail({ id: 'new/1' })], async (url) => {
    const { status, policy, text } = await get(url);
    expect(status).toBe(200);
    expect(policy).toMatch(/^default-src 'none'; style-src 'self'; frame-src 'self'/);
    expect(text).not.toContain('<script>');
    expect([...text.matchAll(/href="(\/mail[^"]*)"/g)].map(([, path]) => path)).toEqual(['/mail/new%2F1', '/mail/old']);
  }));

test('a mail is shown as text and, in a frame without scripts, as HTML whose links open beside it', () =>
  preview([aMail({ id: 'new/1' })], async (url) => {
    const page = await get(`${url}mail/new%2F1`);
    expect(page.text).toContain('<pre>한 &amp; 둘 &lt;b></pre>');
    expect(page.text).toMatch(
      /<iframe src="\/mail\/new%2F1\/html"[^>]* sandbox="allow-popups allow-popups-to-escape-sandbox">/,
    );
    const mail = await get(`${url}mail/new%2F1/html`);
    expect(mail.policy).toContain('sandbox allow-popups');
    expect(mail.policy).not.toContain('script-src');
    expect(mail.text).toContain('<head>\n<base target="_blank">');
  }));

test.each([
  ['mail/none', {}, 404],
  ['', { method: 'POST' }, 405],
])('%p with %p is answered %i', (path, init, status) =>
  preview([aMail()], async (url) => {
    expect((await fetch(url + path, init)).status).toBe(status);
  }),
);

test('a name that only points here is shown nothing', () =>
  preview([aMail()], async (url) => {
    const status = await new Promise((resolve, reject) => {
      const asking = request(url, { headers: { host: 'evil.example' } }, (answer) => resolve(answer.statusCode));
      asking.on('error', reject).end();
    });
    expect(status).toBe(421);
  }));

test('where the mailbox does not answer, the page says so', async () => {
  const { url, close } = await startMailPreview(() => Promise.reject(new Error('away')));
  expect((await get(url)).status).toBe(503);
  await close();
});
