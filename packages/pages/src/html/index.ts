export { htmlOf } from './html.ts';
