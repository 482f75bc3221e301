import type { Bilingual } from './words.ts';

/** A line of the table in a mail. */
export interface Fact {
  readonly label: Bilingual;
  readonly value: Bilingual;
}

export interface Message {
  readonly subject: Bilingual;
  readonly happened: Bilingual;
  readonly next: Bilingual;
  readonly facts: readonly Fact[];
  /** Where to continue; an http or https URL. */
  readonly link?: { readonly label: Bilingual; readonly url: string };
  readonly sandbox: boolean;
}

type Language = keyof Bilingual;
const LANGUAGES: readonly Language[] = ['ko', 'en'];

const WORDS = {
  next: { ko: '다음 절차', en: 'What happens next' },
  automatic: {
    ko: '이 메일은 자동으로 보내며 회신을 받지 않습니다.',
    en: 'This mail was sent automatically; replies are not read.',
  },
  sandbox: {
    ko: '시험 운영 중: 학부모 대신 시험용 주소로 보낸 메일입니다.',
    en: 'Test operation: this mail went to a test address instead of the parent.',
  },
} as const satisfies Record<string, Bilingual>;

export function toText(message: Message): string {
  const part = (language: Language): string =>
    [
      ...(message.sandbox ? [`※ ${WORDS.sandbox[language]}`, ''] : []),
      message.happened[language],
      '',
      ...message.facts.map(({ label, value }) => `${label[language]}: ${value[language]}`),
      '',
      `[${WORDS.next[language]}]`,
      message.next[language],
      ...(message.link === undefined ? [] : ['', `${message.link.label[language]}: ${message.link.url}`]),
      '',
      WORDS.automatic[language],
    ].join('\n');
  return `${LANGUAGES.map(part).join(`\n\n${'-'.repeat(40)}\n\n`)}\n`;
}

/**
 * Inline styles and no images: mail programs drop style sheets and do not load remote content. Few styles, because SES
 * takes the mail in an encoding in which a Korean letter is nine bytes.
 */
export function toHtml(message: Message): string {
  return `<!DOCTYPE html>
<html lang="ko">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escapeHtml(message.subject.ko)} · ${escapeHtml(message.subject.en)}</title>
</head>
<body style="max-width:560px;margin:0 auto;padding:16px;background:#fff;color:#1a1a1a;font:16px/1.6 sans-serif">
${LANGUAGES.map((language) => section(message, language)).join('\n<hr>\n')}
</body>
</html>
`;
}

const section = (message: Message, language: Language): string =>
  [
    `<section lang="${language}">`,
    ...(message.sandbox ? [`<p><strong>${escapeHtml(WORDS.sandbox[language])}</strong></p>`] : []),
    `<h1 style="font-size:20px">${escapeHtml(message.subject[language])}</h1>`,
    `<p>${escapeHtml(message.happened[language])}</p>`,
    '<table cellpadding="4">',
    ...message.facts.map((fact) => row(fact, language)),
    '</table>',
    `<h2 style="font-size:16px">${escapeHtml(WORDS.next[language])}</h2>`,
    `<p>${escapeHtml(message.next[language])}</p>`,
    ...(message.link === undefined ? [] : [button(message.link.label[language], message.link.url)]),
    `<p><small>${escapeHtml(WORDS.automatic[language])}</small></p>`,
    '</section>',
  ].join('\n');

const button = (label: string, url: string): string =>
  `<p><a href="${escapeHtml(url)}" style="display:inline-block;padding:8px 16px;background:#0b50d0;color:#fff">${escapeHtml(label)}</a></p>`;

const row = ({ label, value }: Fact, language: Language): string =>
  `<tr><th scope="row" align="left">${escapeHtml(label[language])}</th><td>${escapeHtml(value[language])}</td></tr>`;

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
