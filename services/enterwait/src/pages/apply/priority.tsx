import { type PriorityItem, type PriorityRules, rulesOf, scorePriority } from '@enterwait/domain/priority';
import { CheckboxGroup, type Option } from '@enterwait/pages/forms';
import { T, type Text, text } from '@enterwait/pages/parts';
import type { VNode } from 'preact';

/** Names of the two groups of the form. */
export const FIRST = 'first';
export const SECOND = 'second';
export const PRIORITY_LABELS = {
  [FIRST]: text('1순위 항목', 'First priority'),
  [SECOND]: text('2순위 항목', 'Second priority'),
};

/** The selectable items of the rules, each with its points. */
export const PriorityFields = ({ rules }: { readonly rules: PriorityRules }): VNode => (
  <>
    <CheckboxGroup
      name={FIRST}
      options={optionsOf(rules, 1)}
      hint={text(
        `해당하는 항목을 모두 골라 주세요. 점수가 더해집니다. ${combinationsOf(rules).ko}`,
        `Choose all that apply; their points add up. ${combinationsOf(rules).en}`,
      )}
      optional
    />
    <CheckboxGroup
      name={SECOND}
      options={optionsOf(rules, 2)}
      hint={text('1순위 점수가 같을 때만 순서를 정합니다.', 'Counts only among equal first-priority scores.')}
      optional
    />
  </>
);

const optionsOf = (rules: PriorityRules, rank: 1 | 2): Option[] =>
  rules.items
    .filter((item) => item.rank === rank)
    .map((item) => ({ value: item.code, label: text(`${item.ko} (${item.points}점)`, item.en) }));

const combinationsOf = (rules: PriorityRules): Text =>
  text(
    rules.combinations.map(({ ko, adds }) => `${ko}: ${adds}점 추가.`).join(' '),
    rules.combinations.map(({ en, adds }) => `${en}: ${adds} more.`).join(' '),
  );

interface Scored {
  readonly rules: string;
  readonly items: readonly string[];
  readonly points: number;
  readonly tie_points: number;
}

/** The score of an application: its items with their points, by the version of the rules it was scored by. */
export const Score = ({ rules: version, items, points, tie_points }: Scored): VNode => {
  const rules = rulesOf(version);
  const lines = rules === undefined ? [] : scoreLines(rules, items);
  return (
    <>
      <p>
        <T ko={`1순위 ${points}점, 2순위 ${tie_points}점`} en={`${points} points, ${tie_points} for ties`} />
      </p>
      {lines.length === 0 ? null : (
        <ul class="plain-list">
          {lines.map((line) => (
            <li key={line.ko}>
              <T {...line} />
            </li>
          ))}
        </ul>
      )}
      <p class="note">
        <T ko={`적용 기준: 우선순위 규칙 ${version}`} en={`by the priority rules ${version}`} />
      </p>
    </>
  );
};

/** Item by item, then the combinations. */
export function scoreLines(rules: PriorityRules, items: readonly string[]): Text[] {
  const chosen = rules.items.filter(({ code }) => items.includes(code));
  const combined = rules.combinations.filter((combination) => combination.items.every((code) => items.includes(code)));
  return [
    ...chosen.map(itemLine),
    ...combined.map(({ ko, en, adds }) => text(`${ko}: ${adds}점 추가`, `${en}: ${adds} more`)),
  ];
}

const itemLine = ({ rank, points, ko, en }: PriorityItem): Text =>
  text(`${ko}: ${rank}순위 ${points}점`, `${en}: ${points}${rank === 2 ? ' for ties' : ''}`);

/** The score by the current rules. @throws UnknownPriorityItemError */
export const scoreNow = (rules: PriorityRules, items: readonly string[]): Scored => scorePriority(rules, items);
