export type { Accounts, CreateAccounts, MailFeedback, PasswordCheck } from './accounts.ts';
export { createApp } from './app.ts';
export { traceparentOf } from './request-context.ts';
export type { Access, Route } from './route.ts';
export { PERMISSIONS_POLICY } from './security-headers.ts';
export type { SitePages } from './site-pages.ts';
