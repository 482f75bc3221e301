export { accountsOf } from './accounts.ts';
