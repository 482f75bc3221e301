/** The judge's table anew from what the databases remember, where an emulator has forgotten it. */
export { type RebuildOptions, type Rebuilt, rebuildTable, TableInUseError } from './rebuild.ts';
