/** Builders and fakes for the tests of this package and of the Lambdas. */
export * from './builders.ts';
export * from './fakes.ts';
export * from './memory-addresses.ts';
export * from './memory-table.ts';
export * from './ses-events.ts';
