import { wireDayInKorea } from '@enterwait/domain/korea';
import { rulesOf } from '@enterwait/domain/priority';
import { type Origin, REASON_TEXTS, type RefusalReason, type Status } from '@enterwait/domain/protocol';
import { Badge, Birthday, Link, number, T, type Text, Time, text } from '@enterwait/pages/parts';
import type { VNode } from 'preact';
import { ageOn } from '../line/age.ts';
import type { Places } from '../line/places.ts';
import type { Refused, StandingCommand } from '../line/staff-commands.ts';
import type { LineRow, Page } from '../line/waiting-line.ts';
import { CANCEL_BADGES, commandWord, IN_FLIGHT_BADGES, REFUSED_BADGES, STATUS_BADGES } from './words.ts';

/** A child's current age and birthday. */
export const AgeAndBirthday = ({ birthday, now }: { readonly birthday: string; readonly now: Date }): VNode => {
  const { years, months } = ageOn(birthday, wireDayInKorea(now));
  return (
    <>
      <span class="nowrap">{years < 1 ? `${months}개월` : `만 ${years}세 (${months}개월)`}</span>{' '}
      <span class="en nowrap" lang="en">
        {years < 1 ? counted(months, 'month') : counted(years, 'year')}
      </span>
      <br />
      <span class="note nowrap">
        <Birthday value={birthday} />
      </span>
    </>
  );
};

const counted = (count: number, unit: string): string => `${count} ${unit}${count === 1 ? '' : 's'}`;

export type Scored = Pick<LineRow, 'priority_rules' | 'priority_items' | 'points' | 'tie_points'>;

/** The claimed items of an application, by the rules that scored it; combinations of them add more. */
function itemsOf({
  priority_rules,
  priority_items,
}: Scored): { readonly words: Text; readonly points: string; readonly combined: boolean }[] {
  const rules = priority_rules === null ? undefined : rulesOf(priority_rules);
  const codes = new Set(JSON.parse(priority_items ?? '[]') as string[]);
  if (rules === undefined) return [];
  return [
    ...rules.items
      .filter(({ code }) => codes.has(code))
      .map(({ ko, en, points, rank }) => ({
        words: text(ko, en),
        points: rank === 1 ? `${points}점` : `2순위 ${points}점`,
        combined: false,
      })),
    ...rules.combinations
      .filter(({ items }) => items.every((code) => codes.has(code)))
      .map(({ ko, en, adds }) => ({ words: text(ko, en), points: `+${adds}점`, combined: true })),
  ];
}

/** The score in numbers: points of the first rank, and those of the second, which only break ties. */
export const Points = ({ scored: { points, tie_points } }: { readonly scored: Scored }): VNode => (
  <>
    <strong class="nowrap">{number(points ?? 0)}점</strong>{' '}
    {(tie_points ?? 0) > 0 ? <span class="note nowrap">2순위 {number(tie_points ?? 0)}점</span> : null}
  </>
);

/** The claimed items in words. */
export const PriorityItems = ({ scored }: { readonly scored: Scored }): VNode => {
  const items = itemsOf(scored);
  if (items.length === 0) return <T ko="해당 항목 없음" en="none claimed" />;
  return (
    <ul class="plain-list">
      {items.map(({ words, points }) => (
        <li key={words.ko}>
          <T {...words} /> <span class="note">{points}</span>
        </li>
      ))}
    </ul>
  );
};

/** The items on one line, for a list; bonuses for combinations are only in the points. */
export const PriorityLine = ({ scored }: { readonly scored: Scored }): VNode | null => {
  const items = itemsOf(scored).filter(({ combined }) => !combined);
  return items.length === 0 ? null : <span class="note">{items.map(({ words }) => words.ko).join(', ')}</span>;
};

/** The state of an application: its confirmed status, and what is being judged or was refused. */
export const StatusBadge = ({
  status,
  standing,
  cancelledBy,
}: {
  readonly status: Status | null;
  readonly standing?: StandingCommand | undefined;
  /** For a cancelled one. */
  readonly cancelledBy?: Origin | undefined;
}): VNode => (
  <>
    {status === null ? null : cancelledBy === undefined ? (
      <Badge {...STATUS_BADGES[status]} />
    ) : (
      <Badge label={CANCEL_BADGES[cancelledBy]} />
    )}
    {standing === undefined ? null : <Standing standing={standing} />}
  </>
);

const Standing = ({ standing: { type, outcome, reason } }: { readonly standing: StandingCommand }): VNode =>
  outcome === null ? (
    <>
      {' '}
      <Badge label={IN_FLIGHT_BADGES[type]} tone="warning" />
    </>
  ) : (
    <>
      {' '}
      <Badge label={REFUSED_BADGES[type]} tone="danger" />
      <span class="note">
        {' '}
        <Why reason={reason} />
      </span>
    </>
  );

export const Why = ({ reason }: { readonly reason: RefusalReason | null }): VNode | null =>
  reason === null ? null : <T {...REASON_TEXTS[reason]} />;

/** Capacity and free places. */
export const PlaceFigures = ({ places, waiting }: { readonly places: Places; readonly waiting?: number }): VNode => (
  <dl class="figures">
    <Figure label={text('정원', 'Capacity')} value={places.capacity} />
    <Figure label={text('재원', 'Enrolled')} value={places.enrolled} />
    <Figure label={text('남은 자리', 'Places left')} value={places.left} />
    {waiting === undefined ? null : <Figure label={text('대기', 'Waiting')} value={waiting} />}
  </dl>
);

const Figure = ({ label, value }: { readonly label: Text; readonly value: number }): VNode => (
  <div>
    <dt>
      <T {...label} />
    </dt>
    <dd class="figure">{number(value)}</dd>
  </div>
);

/** Recently refused commands, shown to the staff who asked. */
export const RefusedList = ({ refused }: { readonly refused: readonly Refused[] }): VNode => (
  <ul>
    {refused.map(({ request_id, child_name, type, reason }) => (
      <li key={request_id}>
        <Link href={`/applications/${request_id}`}>{child_name}</Link> ·{' '}
        <T {...commandWord({ type, origin: 'nursery' })} />: <Why reason={reason} />
      </li>
    ))}
  </ul>
);

/** Links to the previous and next page, for a list without page numbers. */
export function PreviousNext<Row>({
  page: { previous, next },
  first,
  href,
}: {
  readonly page: Page<Row>;
  /** The URL of the first page. */
  readonly first: string;
  readonly href: (cursor: { after?: string; before?: string }) => string;
}): VNode | null {
  if (previous === undefined && next === undefined) return null;
  return (
    <nav class="krds-pagination" aria-label="쪽 이동">
      {previous === undefined ? (
        <span class="page-navi prev disabled">이전</span>
      ) : (
        <>
          <a class="page-navi first" href={first}>
            <T ko="처음" en="First" />
          </a>
          <a class="page-navi prev" href={href({ before: previous })} rel="prev">
            <T ko="이전" en="Previous" />
          </a>
        </>
      )}
      {next === undefined ? (
        <span class="page-navi next disabled">다음</span>
      ) : (
        <a class="page-navi next" href={href({ after: next })} rel="next">
          <T ko="다음" en="Next" />
        </a>
      )}
    </nav>
  );
}

/** A day, on one line. */
export const Day = ({ at }: { readonly at: Date | null }): VNode | null =>
  at === null ? null : (
    <span class="nowrap">
      <Time at={at} date />
    </span>
  );
