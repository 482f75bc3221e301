export { type Rebuilt, rebuildTable, TableInUseError } from './rebuild.ts';
