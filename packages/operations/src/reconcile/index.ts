/** The judge's table and both databases, compared and repaired: from the command line, and at night in the cluster. */
export * from './compare.ts';
export * from './database.ts';
export * from './errors.ts';
export * from './examine.ts';
export * from './reconcile.ts';
export * from './repair.ts';
export * from './run.ts';
export * from './table.ts';
export * from './words.ts';
