export { isInTheOpen, readFrom } from './from.ts';
