export type { SignUpConsents } from './sign-up-consents.ts';
