export { reindex } from './reindexing.ts';
