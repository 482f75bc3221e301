import { htmlOf } from '@enterwait/pages/html';
import { type ComponentChildren, h, type VNode } from 'preact';
import type { Mail } from '../emulator/mailbox.ts';

/** Only the newest are listed. `make mail LAST=all` prints them all. */
const LISTED = 200;

export const STYLE = `
body { max-width: 960px; margin: 0 auto; padding: 16px; font: 16px/1.6 sans-serif; color: #1a1a1a; background: #fff; }
a { color: #0b50d0; }
table { width: 100%; border-collapse: collapse; }
th, td { padding: 8px; border-bottom: 1px solid #ccc; text-align: left; vertical-align: top; }
iframe { width: 100%; height: 900px; border: 1px solid #ccc; }
pre { padding: 16px; background: #f4f4f4; white-space: pre-wrap; }
.table { overflow-x: auto; }
`;

// Node runs this file unbuilt and cannot read JSX, so the elements are created by function calls.
const page = (title: string, body: ComponentChildren, refreshSeconds?: number): string =>
  `<!DOCTYPE html>\n${htmlOf(
    h(
      'html',
      { lang: 'ko' },
      h(
        'head',
        null,
        h('meta', { charset: 'utf-8' }),
        h('meta', { name: 'viewport', content: 'width=device-width' }),
        refreshSeconds && h('meta', { 'http-equiv': 'refresh', content: String(refreshSeconds) }),
        h('title', null, title),
        h('link', { rel: 'stylesheet', href: '/style.css' }),
      ),
      h('body', null, h('main', null, h('h1', null, title), body)),
    ),
  )}\n`;

const pathOf = ({ id }: Mail, part = ''): string => `/mail/${encodeURIComponent(id)}${part}`;
const subjectOf = ({ subject }: Mail): string => subject || '(제목 없음 · no subject)';
const table = (...rows: ComponentChildren[]): ComponentChildren => h('div', { class: 'table' }, h('table', null, rows));

/** @param mails oldest first */
export function renderIndex(mails: readonly Mail[]): string {
  const shown = mails.slice(-LISTED).reverse();
  const headings = ['시각 · Date', '받는 사람 · To', '제목 · Subject'].map((name) => h('th', { scope: 'col' }, name));
  const rows = shown.map((mail) =>
    h(
      'tr',
      null,
      h('td', null, mail.sentAt),
      h('td', null, mail.to.join(', ')),
      h('td', null, h('a', { href: pathOf(mail) }, subjectOf(mail))),
    ),
  );
  return page(
    '보낸 메일 · Mails',
    [
      h(
        'p',
        null,
        `${mails.length}통 중 최근 ${shown.length}통 · the latest ${shown.length} of ${mails.length}; 5초마다 새로 고침 · looks again every 5 s`,
      ),
      shown.length === 0
        ? h('p', null, '아직 보낸 메일이 없습니다. · No mail was sent yet.')
        : table(h('thead', null, h('tr', null, headings)), h('tbody', null, rows)),
    ],
    5,
  );
}

const back = (): VNode => h('p', null, h('a', { href: '/' }, '목록으로 · Back to the list'));

/** The mail's HTML is in a frame that cannot run scripts. Its links open outside the frame. */
export function renderMailPage(mail: Mail): string {
  const row = (label: string, value: string): VNode =>
    h('tr', null, h('th', { scope: 'row' }, label), h('td', null, value));
  return page(subjectOf(mail), [
    back(),
    table(
      row('받는 사람 · To', mail.to.join(', ')),
      row('보낸 사람 · From', mail.from),
      row('시각 · Date', mail.sentAt),
    ),
    h('h2', null, 'HTML'),
    h('iframe', {
      src: pathOf(mail, '/html'),
      title: '메일의 HTML · HTML of the mail',
      sandbox: 'allow-popups allow-popups-to-escape-sandbox',
    }),
    h('h2', null, '글 · Text'),
    h('pre', null, mail.text),
  ]);
}

/** The mail as sent, except that its links open in a new tab. */
export const renderMailHtml = (mail: Mail): string =>
  /<head>/i.test(mail.html)
    ? mail.html.replace(/<head>/i, '<head>\n<base target="_blank">')
    : `<!DOCTYPE html><base target="_blank">${mail.html}`;

export const renderMissing = (): string => page('없습니다 · Not found', back());
