export { notAllowed, notYours } from './access.ts';
export { CSV_HEAD, csvLine } from './access-records/csv.ts';
export { type PersonalData, showing } from './access-records/look.ts';
export { monthSchema, recordsOfMonth } from './access-records/month.ts';
export {
  type AccessRecord,
  type AccessSeal,
  boundsOfMonth,
  CHAIN_START,
  dayInKorea,
  hashOfRecord,
  hashOfSeal,
  startOfDay,
} from './access-records/record.ts';
export { type AccessRecords, createAccessRecords } from './access-records/writer.ts';
export type { AccountParts, Accounts, CreateAccounts, PasswordCheck } from './accounts.ts';
export { createApiKeys, KEY_PREFIX } from './api-keys.ts';
export { createApp } from './app.ts';
export { type Audit, auditOfCommand, createAudit, type Deed } from './audit.ts';
export { awsTimeouts, createSqsClient, credentialsOf, limitCalls } from './aws.ts';
export { parseInput } from './body.ts';
export {
  type AccountConfig,
  accountVariables,
  ConfigError,
  databaseConnectionVariables,
  readConfig,
  relayVariables,
  serverVariables,
} from './config.ts';
export { createAuthenticator } from './credentials.ts';
export {
  connectionOptions,
  errorCode,
  inSnapshot,
  inTransaction,
  openPool,
  type Pool,
  prepareConnections,
  type Transaction,
} from './database.ts';
export { limitPool, OPERATION_TIMEOUTS } from './database-timeouts.ts';
export { masterVariables } from './database-user.ts';
export { DeadlineError, within } from './deadline.ts';
export { type Doors, MAINTENANCE, passDoors } from './doors.ts';
export { DetourError, HttpError, RefusedError } from './errors.ts';
export { createHousekeeping } from './housekeeping.ts';
export { jsonBody } from './json-body.ts';
export type { AcceptedCommand, Authorise, Ledger, Limit, OnExpectedStatus } from './ledger.ts';
export { type LimitTables, limitTables } from './limits/commands.ts';
export { accountKey, type Counts, createLimits, type Limits, type NamedLimits, type Verdict } from './limits/limits.ts';
export { networkOf } from './limits/network.ts';
export { BY_ADDRESS, LIMIT_RULES, type Rule, type RuleName, rulesOf } from './limits/rules.ts';
export { mustBeAllowed, TooOftenError } from './limits/too-often.ts';
export { createLiveness, type Liveness } from './liveness.ts';
export { createLogger, type Logger } from './logging.ts';
export { createMailFeedback, type MailFeedback } from './mail-feedback.ts';
export { createMetrics, type Metrics } from './metrics.ts';
export { migratedOnly } from './migrate-command.ts';
export { bodyProblems, jsonResponse, problemResponse } from './openapi.ts';
export { askAgain } from './orphans.ts';
export { createOutboxLog } from './outbox-log.ts';
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
export { createRelay, measureOutbox, type Relay, sendToQueue } from './relay.ts';
export { traceparentOf } from './request-context.ts';
export type { Access, Route } from './route.ts';
export { accessRecordsRoute } from './routes/access-records.ts';
export { auditRoute } from './routes/audit.ts';
export { commandRoute } from './routes/command.ts';
export { initRoute } from './routes/init.ts';
export { keyRoutes } from './routes/keys.ts';
export { healthRoute, metricsRoute, readyRoute } from './routes/operations.ts';
export { outcomeRoute, synchroniseRoute } from './routes/synchronise.ts';
export { createSchemaCheck, SchemaBehindError } from './schema-check.ts';
export { main, type RunningServer, startServer } from './server.ts';
export { type SitePages, wantsPage } from './site-pages.ts';
export type { LedgerTables, OutboxTables, Store } from './store.ts';
export {
  countByViewer,
  findRecordPlace,
  type RecordConnection,
  type RecordCursor,
  type RecordPlace,
  recordConnection,
  recordsBetween,
  type ViewerCounts,
} from './tables/access-record.ts';
export { type AuditEntry, findAudit } from './tables/audit.ts';
export { type CommandRow, commandHistory, openCommands } from './tables/command.ts';
export { learnAddress, returnedMail } from './tables/mail-address.ts';
export { createMysqlStore } from './tables/mysql-store.ts';
export { insertNurseries, lockNursery, type Nursery } from './tables/nursery.ts';
export { type OutboxDepth, outboxOf } from './tables/outbox.ts';
export {
  EXPECTED_STATUS,
  expectedOf,
  findRequest,
  knownRound,
  type RequestRow,
  waitingBefore,
} from './tables/request.ts';
export {
  migrationFoldersOf,
  type OwnRules,
  publicUrlOf,
  startWaitlistService,
  type WaitlistParts,
} from './waitlist-service.ts';
