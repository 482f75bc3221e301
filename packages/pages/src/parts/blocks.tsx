import type { ComponentChildren, VNode } from 'preact';
import { LinkButton } from './actions.tsx';
import { T, type Text } from './text.tsx';

export type Tone = 'primary' | 'success' | 'danger' | 'warning' | 'information' | 'gray';

/** A word on a coloured background. The word carries the meaning; the colour only helps. */
export const Badge = ({ label, tone = 'gray' }: { readonly label: Text; readonly tone?: Tone }): VNode => (
  <span class={`krds-badge bg-light-${tone}`}>
    <T {...label} />
  </span>
);

export interface AlertProps {
  readonly tone: 'success' | 'danger' | 'warning' | 'information';
  readonly title?: Text;
  readonly children?: ComponentChildren;
}

/** A notice at the top: what was done, what is wrong, what to watch out for. Read aloud when it appears. */
export const Alert = ({ tone, title, children }: AlertProps): VNode => (
  <div class={`alert alert-${tone}`} role={tone === 'danger' ? 'alert' : 'status'}>
    {title === undefined ? null : (
      <p class="alert-title">
        <T {...title} />
      </p>
    )}
    {children === undefined ? null : <div class="alert-text">{children}</div>}
  </div>
);

/** A section with its own heading. */
export const Section = ({ title, children }: { readonly title: Text; readonly children: ComponentChildren }): VNode => (
  <section class="section">
    <h2 class="section-title">
      <T {...title} />
    </h2>
    {children}
  </section>
);

/** A paragraph in both languages. */
export const Lead = (line: Text): VNode => (
  <p class="lead">
    <T {...line} block />
  </p>
);

export type SummaryRow = readonly [label: Text, value: ComponentChildren];

/** Names and values; rows without a value are left out. */
export const Summary = ({ rows }: { readonly rows: readonly SummaryRow[] }): VNode => (
  <dl class="summary">
    {rows
      .filter(([, value]) => value !== undefined && value !== null && value !== '')
      .map(([label, value]) => (
        <div key={label.ko}>
          <dt>
            <T {...label} />
          </dt>
          <dd>{value}</dd>
        </div>
      ))}
  </dl>
);

/** Cards in a column, or side by side where there is room. */
export const Cards = ({ children }: { readonly children: ComponentChildren }): VNode => (
  <ul class="cards">{children}</ul>
);

export interface CardProps {
  readonly title: ComponentChildren;
  readonly badge?: ComponentChildren;
  readonly actions?: ComponentChildren;
  readonly children?: ComponentChildren;
}

export const Card = ({ title, badge, actions, children }: CardProps): VNode => (
  <li class="card">
    {badge === undefined ? null : <div class="card-badge">{badge}</div>}
    <h3 class="card-title">{title}</h3>
    {children}
    {actions === undefined ? null : <div class="card-actions">{actions}</div>}
  </li>
);

export interface EmptyProps {
  readonly title: Text;
  readonly hint?: Text;
  /** What to do about it. */
  readonly action?: { readonly href: string; readonly label: Text };
}

/** In place of an empty list: says that there is nothing, and what to do. */
export const Empty = ({ title, hint, action }: EmptyProps): VNode => (
  <div class="empty">
    <p class="empty-title">
      <T {...title} block />
    </p>
    {hint === undefined ? null : (
      <p>
        <T {...hint} block />
      </p>
    )}
    {action === undefined ? null : <LinkButton {...action} size="medium" />}
  </div>
);

/** The current step of a process with several pages. */
export const Steps = ({ steps, now }: { readonly steps: readonly Text[]; readonly now: number }): VNode => (
  <ol class="krds-step-wrap">
    {steps.map(({ ko }, index) => (
      <li
        key={ko}
        class={index < now ? 'done' : index === now ? 'active' : undefined}
        aria-current={index === now ? 'step' : undefined}
      >
        <span>
          {index === now ? <em class="sr-only">현재단계</em> : null}
          <i class="step">{index + 1}단계</i>
          <span class="step-tit">{ko}</span>
        </span>
      </li>
    ))}
  </ol>
);

export interface HistoryEntry {
  readonly at: ComponentChildren;
  readonly title: ComponentChildren;
  readonly tone?: Tone;
  readonly children?: ComponentChildren;
}

/** What happened, as a vertical list. */
export const History = ({ entries }: { readonly entries: readonly HistoryEntry[] }): VNode => (
  <ol class="history">
    {entries.map(({ at, title, tone = 'gray', children }, index) => (
      <li key={index} class={`history-${tone}`}>
        <p class="history-at">{at}</p>
        <p class="history-title">{title}</p>
        {children === undefined ? null : <div class="history-text">{children}</div>}
      </li>
    ))}
  </ol>
);
