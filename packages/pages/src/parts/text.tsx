import { koreanFormat } from '@enterwait/domain/korea';
import type { VNode } from 'preact';

/** Text for people: Korean first, then English. */
export interface Text {
  readonly ko: string;
  readonly en: string;
}

export const text = (ko: string, en: string): Text => ({ ko, en });

/** Parses the form that schemas and problem titles have: `한국어 / English`. */
export function bilingual(line: string): Text {
  const cut = line.indexOf(' / ');
  return cut < 0 ? { ko: line, en: '' } : { ko: line.slice(0, cut), en: line.slice(cut + 3) };
}

/** As one plain line, for places without markup: titles, labels for screen readers. */
export const plain = ({ ko, en }: Text): string => (en === '' ? ko : `${ko} (${en})`);

export interface TProps extends Text {
  /** English on its own line. */
  readonly block?: boolean | undefined;
}

/** Korean, and English marked with `lang`: screen readers change their voice, styles their weight. */
export const T = ({ ko, en, block }: TProps): VNode => (
  // One element, even where the parent lays out its children side by side.
  <span>
    {ko}
    {en === '' ? null : (
      <>
        {' '}
        <span class={block ? 'en en-block' : 'en'} lang="en">
          {en}
        </span>
      </>
    )}
  </span>
);

/** Numbers and dates in Korean format and Korean time. */
const DATE = koreanFormat({ dateStyle: 'medium' });
const MOMENT = koreanFormat({ dateStyle: 'medium', timeStyle: 'short' });
const NUMBER = new Intl.NumberFormat('ko-KR');
export const number = (value: number): string => NUMBER.format(value);

/** A moment with its machine-readable form. */
export const Time = ({ at, date = false }: { readonly at: Date; readonly date?: boolean }): VNode => (
  <time dateTime={at.toISOString()}>{(date ? DATE : MOMENT).format(at)}</time>
);

/** A birthday in the wire format (YYYYMMDD). */
export const Birthday = ({ value }: { readonly value: string }): VNode => {
  const iso = `${value.slice(0, 4)}-${value.slice(4, 6)}-${value.slice(6)}`;
  return <time dateTime={iso}>{iso.replaceAll('-', '. ')}.</time>;
};
