export { notAllowed, notYours } from './access.ts';
export type { AccountParts, Accounts, CreateAccounts } from './accounts.ts';
export { createApiKeys, KEY_PREFIX } from './api-keys.ts';
export { createApp } from './app.ts';
export { type Audit, createAudit, type Deed } from './audit.ts';
export { createSqsClient, credentialsOf } from './aws.ts';
export { parseInput } from './body.ts';
export {
  type AccountConfig,
  accountVariables,
  ConfigError,
  databaseConnectionVariables,
  readConfig,
  serverVariables,
} from './config.ts';
export { createAuthenticator } from './credentials.ts';
export { errorCode, inTransaction, openPool, type Pool, type Transaction } from './database.ts';
export { HttpError, RefusedError } from './errors.ts';
export { jsonBody } from './json-body.ts';
export type { AcceptedCommand, Authorise, Ledger, OnExpectedStatus } from './ledger.ts';
export { createLogger, type Logger } from './logging.ts';
export { createMetrics, type Metrics } from './metrics.ts';
export { migratedOnly } from './migrate-command.ts';
export { bodyProblems, jsonResponse, problemResponse } from './openapi.ts';
export { requireOwn } from './own.ts';
export {
  type Actor,
  type Authenticate,
  actorOf,
  addressOf,
  type Identity,
  type Person,
  type Principal,
  personOf,
  principalOf,
  ROLES,
  type Role,
  visitorOf,
} from './principal.ts';
export { attempting } from './refusals.ts';
export { traceparentOf } from './request-context.ts';
export type { Access, Route } from './route.ts';
export { auditRoute } from './routes/audit.ts';
export { commandRoute } from './routes/command.ts';
export { initRoute } from './routes/init.ts';
export { keyRoutes } from './routes/keys.ts';
export { healthRoute, metricsRoute, readyRoute } from './routes/operations.ts';
export { outcomeRoute, synchroniseRoute } from './routes/synchronise.ts';
export { main, type RunningServer, startServer } from './server.ts';
export { type SitePages, wantsPage } from './site-pages.ts';
export { findAudit } from './tables/audit.ts';
export { type CommandRow, commandHistory } from './tables/command.ts';
export { insertNurseries, lockNursery, type Nursery } from './tables/nursery.ts';
export { findRequest, type RequestRow, waitingBefore } from './tables/request.ts';
export {
  migrationFoldersOf,
  type OwnRules,
  publicUrlOf,
  startWaitlistService,
  type WaitlistParts,
} from './waitlist-service.ts';
