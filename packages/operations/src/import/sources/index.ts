export { isInTheOpen, readFrom } from './from.ts';
export type { SourceRow } from './source.ts';
