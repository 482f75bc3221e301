import type { AccountPageParts } from '../pages/parts.ts';
import type { SecondFactors } from './check.ts';

/** What the pages about the second factor are made of. */
export interface SecondFactorParts extends AccountPageParts {
  readonly service: string;
  readonly secondFactors: SecondFactors;
  /** Whether everybody who signs in by a password has to have one. */
  readonly required: boolean;
}
