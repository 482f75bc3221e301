import type { Difference } from './difference.ts';

/** Why a restored system stays in maintenance. If all are zero or empty, maintenance may end. */
export interface Obstacles {
  readonly differences: readonly Difference[];
  /** Messages that were still in flight when the waiting time was up. */
  readonly underWay: number;
  /** The judge's dead-lettered commands. If redriven later, they might take a place that was given away in the meantime. */
  readonly deadCommands: number;
}

/** Whether a restored system may accept commands again. */
export const mayOpen = ({
  differences,
  underWay,
  deadCommands,
}: Omit<Obstacles, 'differences'> & { readonly differences: readonly unknown[] }): boolean =>
  differences.length + underWay + deadCommands === 0;
