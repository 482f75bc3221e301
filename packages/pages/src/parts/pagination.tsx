import type { VNode } from 'preact';

export interface PaginationProps {
  /** From 1. */
  readonly page: number;
  readonly pages: number;
  /** The URL of a page, including the search. */
  readonly href: (page: number) => string;
}

const AROUND = 2;

/** Links to the pages of a list; nothing if there is only one. */
export const Pagination = ({ page, pages, href }: PaginationProps): VNode | null => {
  if (pages <= 1) return null;
  return (
    <nav class="krds-pagination" aria-label="쪽 번호">
      <Step to={page - 1} pages={pages} href={href} kind="prev" label="이전" />
      <div class="page-links">
        {shownPages(page, pages).map((number, index) =>
          number === null ? (
            <span key={`gap${index}`} class="page-link link-dot" />
          ) : (
            <a
              key={number}
              class={number === page ? 'page-link active' : 'page-link'}
              href={href(number)}
              aria-current={number === page ? 'page' : undefined}
            >
              <span class="sr-only">{number === page ? '현재 쪽 ' : '쪽 '}</span>
              {number}
            </a>
          ),
        )}
      </div>
      <Step to={page + 1} pages={pages} href={href} kind="next" label="다음" />
    </nav>
  );
};

interface StepProps extends Pick<PaginationProps, 'pages' | 'href'> {
  readonly to: number;
  readonly kind: 'prev' | 'next';
  readonly label: string;
}

const Step = ({ to, pages, href, kind, label }: StepProps): VNode =>
  to < 1 || to > pages ? (
    <span class={`page-navi ${kind} disabled`}>{label}</span>
  ) : (
    <a class={`page-navi ${kind}`} href={href(to)} rel={kind}>
      {label}
    </a>
  );

/** First, last and the surrounding pages; `null` for a gap. */
function shownPages(page: number, pages: number): (number | null)[] {
  const shown = new Set([1, pages]);
  for (let near = page - AROUND; near <= page + AROUND; near++) if (near >= 1 && near <= pages) shown.add(near);
  const sorted = [...shown].sort((a, b) => a - b);
  return sorted.flatMap((number, index) =>
    index > 0 && number - (sorted[index - 1] ?? 0) > 1 ? [null, number] : [number],
  );
}

/** The same URL with some query parameters changed; an empty value removes one. */
export function withQuery(path: string, query: Readonly<Record<string, string | number | undefined>>): string {
  const pairs = Object.entries(query).flatMap(([name, value]) =>
    value === undefined || value === '' ? [] : [[name, String(value)] as [string, string]],
  );
  return pairs.length === 0 ? path : `${path}?${new URLSearchParams(pairs)}`;
}
