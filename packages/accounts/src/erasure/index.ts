export { removeSignInMethods } from '../auth/sign-in-methods.ts';
export { accountsOfFamily, forgetPerson } from './erasure.ts';
