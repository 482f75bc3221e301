export { takeWaysIn } from '../auth/ways-in.ts';
export { accountsOfFamily, forgetPerson } from './erasure.ts';
