import type { Mail } from '../emulator/mailbox.ts';
import { type Html, html } from './html.ts';

/** The newest of them are listed; all can be printed by `make mail LAST=all`. */
export const LISTED = 200;

export const STYLE = `
body { max-width: 960px; margin: 0 auto; padding: 16px; font: 16px/1.6 sans-serif; color: #1a1a1a; background: #fff; }
a { color: #0b50d0; }
table { width: 100%; border-collapse: collapse; }
th, td { padding: 8px; border-bottom: 1px solid #ccc; text-align: left; vertical-align: top; }
iframe { width: 100%; height: 900px; border: 1px solid #ccc; }
pre { padding: 16px; background: #f4f4f4; white-space: pre-wrap; }
.table { overflow-x: auto; }
`;

const page = (title: string, body: Html, refreshSeconds?: number): string =>
  html`<!DOCTYPE html>
<html lang="ko">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
${refreshSeconds === undefined ? '' : html`<meta http-equiv="refresh" content="${String(refreshSeconds)}">`}
<title>${title}</title>
<link rel="stylesheet" href="/style.css">
</head>
<body>
<main>
<h1>${title}</h1>
${body}
</main>
</body>
</html>
`.text;

const pathOf = ({ id }: Mail, part = ''): string => `/mail/${encodeURIComponent(id)}${part}`;

/** @param mails oldest first */
export function renderIndex(mails: readonly Mail[]): string {
  const shown = mails.slice(-LISTED).reverse();
  const rows = shown.map(
    (mail) =>
      html`<tr><td>${mail.sentAt}</td><td>${mail.to.join(', ')}</td><td><a href="${pathOf(mail)}">${mail.subject || '(제목 없음 · no subject)'}</a></td></tr>`,
  );
  const list = html`<div class="table"><table>
<thead><tr><th scope="col">시각 · Date</th><th scope="col">받는 사람 · To</th><th scope="col">제목 · Subject</th></tr></thead>
<tbody>
${rows}
</tbody>
</table></div>`;
  return page(
    '보낸 메일 · Mails',
    html`<p>${`${mails.length}통 중 최근 ${shown.length}통 · the latest ${shown.length} of ${mails.length}; 5초마다 새로 고침 · looks again every 5 s`}</p>
${shown.length === 0 ? html`<p>아직 보낸 메일이 없습니다. · No mail was sent yet.</p>` : list}`,
    5,
  );
}

/** The HTML of the mail stands in a frame that may run nothing; its links open beside it. */
export const renderMailPage = (mail: Mail): string =>
  page(
    mail.subject || '(제목 없음 · no subject)',
    html`<p><a href="/">목록으로 · Back to the list</a></p>
<div class="table"><table>
<tr><th scope="row">받는 사람 · To</th><td>${mail.to.join(', ')}</td></tr>
<tr><th scope="row">보낸 사람 · From</th><td>${mail.from}</td></tr>
<tr><th scope="row">시각 · Date</th><td>${mail.sentAt}</td></tr>
</table></div>
<h2>HTML</h2>
<iframe src="${pathOf(mail, '/html')}" title="메일의 HTML · HTML of the mail" sandbox="allow-popups allow-popups-to-escape-sandbox"></iframe>
<h2>글 · Text</h2>
<pre>${mail.text}</pre>`,
  );

/** The mail as it is, but that its links open in a new tab. */
export const renderMailHtml = (mail: Mail): string =>
  /<head>/i.test(mail.html)
    ? mail.html.replace(/<head>/i, '<head>\n<base target="_blank">')
    : `<!DOCTYPE html><base target="_blank">${mail.html}`;

export const renderMissing = (): string =>
  page('없습니다 · Not found', html`<p><a href="/">목록으로 · Back to the list</a></p>`);
