export { isSet, readNumber } from './numbers.ts';
