/** What whoever watches the table needs of this package, without what only Lambdas need. */
export * from './batch-get.ts';
export * from './dead-letter.ts';
export * from './errors.ts';
export * from './event-items.ts';
export * from './index-keys.ts';
export * from './item-keys.ts';
export * from './mail-addresses.ts';
export * from './state-items.ts';
