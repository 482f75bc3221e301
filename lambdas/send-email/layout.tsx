import { htmlOf } from '@enterwait/pages/html';
import type { ComponentChildren, VNode } from 'preact';
import { toChildArray } from 'preact';
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
export const toHtml = (message: Message): string => `<!DOCTYPE html>\n${htmlOf(<Document {...message} />)}\n`;

const Document = (message: Message): VNode => (
  <html lang="ko">
    <Lines>
      <head>
        <Lines>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width" />
          <title>
            {message.subject.ko} · {message.subject.en}
          </title>
        </Lines>
      </head>
      <body style="max-width:560px;margin:0 auto;padding:16px;background:#fff;color:#1a1a1a;font:16px/1.6 sans-serif">
        <Lines>
          <Section message={message} language="ko" />
          <hr />
          <Section message={message} language="en" />
        </Lines>
      </body>
    </Lines>
  </html>
);

const Section = ({ message, language }: { readonly message: Message; readonly language: Language }): VNode => (
  <section lang={language}>
    <Lines>
      {message.sandbox && (
        <p>
          <strong>{WORDS.sandbox[language]}</strong>
        </p>
      )}
      <h1 style="font-size:20px">{message.subject[language]}</h1>
      <p>{message.happened[language]}</p>
      <table cellpadding="4">
        <Lines>
          {message.facts.map(({ label, value }) => (
            <tr key={label.en}>
              <th scope="row" align="left">
                {label[language]}
              </th>
              <td>{value[language]}</td>
            </tr>
          ))}
        </Lines>
      </table>
      <h2 style="font-size:16px">{WORDS.next[language]}</h2>
      <p>{message.next[language]}</p>
      {message.link && (
        <p>
          <a href={message.link.url} style="display:inline-block;padding:8px 16px;background:#0b50d0;color:#fff">
            {message.link.label[language]}
          </a>
        </p>
      )}
      <p>
        <small>{WORDS.automatic[language]}</small>
      </p>
    </Lines>
  </section>
);

/** Each part on a line of its own: a mail's lines have a limit (998 bytes, RFC 5322), and its source can be read. */
const Lines = ({ children }: { readonly children: ComponentChildren }): VNode => (
  <>{['\n', ...toChildArray(children).flatMap((child) => [child, '\n'])]}</>
);
