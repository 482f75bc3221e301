export { deleteKeysOf } from './table.ts';
