/** What an operator does to the queues of the pipeline, from the command line and from a page alike. */
export * from './draining.ts';
export * from './letter.ts';
export * from './looking.ts';
export * from './places.ts';
export * from './queues.ts';
export * from './receiving.ts';
export * from './redriving.ts';
export * from './reindexing.ts';
