import type { AccountPageParts } from '../pages/parts.ts';
import type { SecondFactors } from './codes/check.ts';

/** Dependencies of the pages about the second factor. */
export interface SecondFactorParts extends AccountPageParts {
  readonly service: string;
  readonly secondFactors: SecondFactors;
  /** Whether everybody who signs in with a password must have one. */
  readonly required: boolean;
}
