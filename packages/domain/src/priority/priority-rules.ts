import { z } from 'zod';
import rules2026v1 from './rules/2026-1.json' with { type: 'json' };

/**
 * The rules that order the line at a daycare (입소 우선순위), as data: one file a version in `rules/`, never edited once in
 * force. An application keeps the version it was scored by. Items of the first rank (1순위) add up, and some combinations
 * of them add more; items of the second rank (2순위) only break ties between equal scores of the first.
 */
const textSchema = { ko: z.string().min(1), en: z.string().min(1) };
const codeSchema = z.string().regex(/^[a-z][a-z-]{1,31}$/);
const pointsSchema = z.int().min(0).max(9999);

export const priorityRulesSchema = z
  .strictObject({
    version: z.string().regex(/^\d{4}-\d{1,2}$/),
    /** First day, in Korea. */
    valid_from: z.iso.date(),
    items: z
      .array(z.strictObject({ code: codeSchema, rank: z.literal([1, 2]), points: pointsSchema, ...textSchema }))
      .min(1),
    combinations: z.array(z.strictObject({ items: z.array(codeSchema).min(2), adds: pointsSchema, ...textSchema })),
  })
  .refine(({ items }) => new Set(items.map(({ code }) => code)).size === items.length, 'a code stands twice')
  .refine(
    ({ items, combinations }) =>
      combinations.every((one) =>
        one.items.every((code) => items.some((item) => item.code === code && item.rank === 1)),
      ),
    'a combination names what is no item of the first rank',
  );
export type PriorityRules = z.infer<typeof priorityRulesSchema>;
export type PriorityItem = PriorityRules['items'][number];

/** Every version that was ever in force. */
export const PRIORITY_RULES: readonly PriorityRules[] = [rules2026v1].map((rules) => priorityRulesSchema.parse(rules));

/** The rules in force on a day in Korea, `YYYY-MM-DD`; for days before the first version, the first. */
export function currentRules(today: string, versions: readonly PriorityRules[] = PRIORITY_RULES): PriorityRules {
  const byDate = versions.toSorted((a, b) => a.valid_from.localeCompare(b.valid_from));
  const rules = byDate.findLast(({ valid_from }) => valid_from <= today) ?? byDate[0];
  if (rules === undefined) throw new Error('there are no priority rules');
  return rules;
}

export const rulesOf = (version: string): PriorityRules | undefined =>
  PRIORITY_RULES.find((rules) => rules.version === version);
