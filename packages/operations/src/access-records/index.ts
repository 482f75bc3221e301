/** The access records (접속기록) of a database: their chains followed, days removed when their time is over. */
export * from './check.ts';
export * from './nightly.ts';
export * from './remove.ts';
