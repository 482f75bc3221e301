export { type Priority, scoreAt, scorePriority, UnknownPriorityItemError } from './priority.ts';
export { currentRules, type PriorityItem, type PriorityRules, rulesOf } from './priority-rules.ts';
