import { dayInKorea, timeInKorea } from '@enterwait/domain/korea';
import type { JudgedEvent } from '@enterwait/domain/protocol';

/** The same text in both languages of a mail. */
export interface Bilingual {
  readonly ko: string;
  readonly en: string;
}

/** The content of the mail about one kind of event; the layout places it. Plain text: the renderer escapes it. */
export interface MailTemplate {
  readonly subject: Bilingual;
  readonly happened: Bilingual;
  readonly next: Bilingual | ((event: JudgedEvent) => Bilingual);
}

const segmenter = new Intl.Segmenter('ko', { granularity: 'grapheme' });

/** The first letter of a name, then circles for the rest, at most two: 김하늘 becomes 김○○. */
export function initialOf(name: string): string {
  const [initial = '○', ...rest] = Array.from(segmenter.segment(name.trim()), ({ segment }) => segment);
  return initial + '○'.repeat(Math.min(Math.max(rest.length, 1), 2));
}

const MONTHS = 'January February March April May June July August September October November December'.split(' ');

/** A time as a mail shows it. */
export function koreaTime(moment: Date): Bilingual {
  const [year, month = 0, day] = dayInKorea(moment).split('-').map(Number);
  const time = timeInKorea(moment).slice(0, 5);
  return {
    ko: `${year}년 ${month}월 ${day}일 ${time} (한국 시각)`,
    en: `${day} ${MONTHS[month - 1]} ${year}, ${time} (Korea time)`,
  };
}
