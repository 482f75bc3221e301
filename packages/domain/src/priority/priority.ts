import { z } from 'zod';
import { dayInKorea } from '../korea/korea-time.ts';
import { currentRules, type PriorityRules } from './priority-rules.ts';

/**
 * How an application was scored: by which rules, for which items, with how many points. Stored with the application.
 */
export const prioritySchema = z.strictObject({
  /** Version of the rules. */
  rules: z.string().min(1).max(16),
  /** Codes of the items that the parent claims, in the order of the rules. */
  items: z.array(z.string().min(1).max(32)).max(40),
  /** Of the first rank (1순위), combinations included. */
  points: z.int().min(0).max(9999),
  /** Of the second rank (2순위): breaks ties between equal `points`. */
  tie_points: z.int().min(0).max(9999),
});
export type Priority = z.infer<typeof prioritySchema>;

/** An item that the rules do not contain. */
export class UnknownPriorityItemError extends Error {
  override readonly name = 'UnknownPriorityItemError';
}

/** @throws UnknownPriorityItemError */
export function scorePriority(rules: PriorityRules, claimed: readonly string[]): Priority {
  const codes = new Set(claimed);
  const items = rules.items.filter(({ code }) => codes.has(code));
  if (items.length !== codes.size) throw new UnknownPriorityItemError(`not an item of the rules ${rules.version}`);
  const sum = (rank: 1 | 2): number =>
    items.filter((item) => item.rank === rank).reduce((total, { points }) => total + points, 0);
  const combined = rules.combinations
    .filter((combination) => combination.items.every((code) => codes.has(code)))
    .reduce((total, { adds }) => total + adds, 0);
  return {
    rules: rules.version,
    items: items.map(({ code }) => code),
    points: sum(1) + combined,
    tie_points: sum(2),
  };
}

/** The score by the rules in force at a moment. @throws UnknownPriorityItemError */
export const scoreAt = (moment: Date, claimed: readonly string[]): Priority =>
  scorePriority(currentRules(dayInKorea(moment)), claimed);
