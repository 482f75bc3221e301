/**
 * Whose data to erase: a parent's with all their children's, one child's, or that of applications closed before a
 * moment.
 */
export type EraseScope =
  | { readonly kind: 'user'; readonly userId: string }
  | { readonly kind: 'child'; readonly childId: string }
  | { readonly kind: 'closed'; readonly before: Date };

export interface EraseOptions {
  readonly scope: EraseScope;
  readonly dryRun: boolean;
  /** Also give up the places of accepted children. */
  readonly withdraw: boolean;
  /** How long to wait for commands in flight, milliseconds. */
  readonly patienceMs: number;
}
