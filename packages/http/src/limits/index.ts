export {
  accountKey,
  type Counts,
  createLimits,
  forgetTriesAt,
  type LimitResult,
  type Limits,
  type NamedLimits,
} from './limits.ts';
export { networkOf } from './network.ts';
export { BY_ADDRESS, LIMIT_RULES, type Rule, type RuleName } from './rules.ts';
export { requireAllowed, TooOftenError } from './too-often.ts';
