import type { Difference } from './difference.ts';

/** Why the doors of a restored system stay closed. All nothing: they may be opened. */
export interface Obstacles {
  readonly differences: readonly Difference[];
  /** Messages that were still under way when patience ended. */
  readonly underWay: number;
  /** Commands among the dead letters of the judge: put back later they might take a place that was given away meanwhile. */
  readonly deadCommands: number;
}

/** Whether a restored system may take commands again. */
export const mayOpen = ({
  differences,
  underWay,
  deadCommands,
}: Omit<Obstacles, 'differences'> & { readonly differences: readonly unknown[] }): boolean =>
  differences.length + underWay + deadCommands === 0;
