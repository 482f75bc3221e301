export { accountsOf } from './accounts.ts';
export type { SignUpConsents } from './sign-up-consents.ts';
