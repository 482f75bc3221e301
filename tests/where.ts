/**
 * Which kind of stack a test runs on when both kinds run, side by side (`SPLIT=1`, as `.ci/run` does). A single kind runs
 * everything. tests/runner/split.test.ts proves that the two together run everything, and that no test file is missing here.
 *
 * The kinds differ in their queues, streams and tables (LocalStack's against MiniStack's), in the Lambdas (containers against processes),
 * in the services (images against bundles) and the network between them, and in the database (MySQL against MariaDB).
 * A test that one of these differences affects runs on both; a test that would do the same twice runs where it is faster.
 */
export type Where = 'both' | 'embedded' | 'docker';

export interface Place {
  readonly on: Where;
  readonly why: string;
  /** For a file of both kinds: what LocalStack leaves out, and why. Titles of tests as they are in the source. */
  readonly notOnDocker?: Readonly<Record<string, string>>;
}

const PAGES = 'pages and forms over HTTP; the protocol behind them has its own tests on both kinds';
const ACCESS = 'the service decides who may do what, before anything leaves it';
const BROWSER = 'the same pages in the same browser, whatever the stack';

export const WHERE: Readonly<Record<string, Place>> = {
  'browser/checks.test.ts': { on: 'embedded', why: 'proves the checks of the browser tests, not the stack' },
  'browser/operator.test.ts': { on: 'embedded', why: BROWSER },
  'browser/parent.test.ts': { on: 'embedded', why: BROWSER },
  'browser/screenshots.test.ts': { on: 'embedded', why: BROWSER },
  'browser/second-factor.test.ts': { on: 'embedded', why: BROWSER },
  'browser/staff.test.ts': { on: 'embedded', why: BROWSER },

  'faults/dependencies.test.ts': {
    on: 'both',
    why: 'deliveries that fail and come again; a paused emulator; MySQL and MariaDB end and recover in their own ways',
    notOnDocker: {
      'when the database can only be read for 10 s, as with a full disk':
        'to the pipeline the same as a database that is stopped; to the service an error that both servers word alike',
    },
  },
  'faults/lambdas.test.ts': {
    on: 'both',
    why: 'each Lambda executor and each kind of source handles a crash, a hang and a throw in its own way',
  },
  'faults/lost.test.ts': {
    on: 'embedded',
    why: 'a lost message is gone from any queue; the repairs (reconcile, restore) have their own tests on both kinds',
  },
  'faults/messages.test.ts': { on: 'both', why: 'FIFO deduplication and repeats of two implementations of SQS' },
  'faults/pairs.test.ts': {
    on: 'both',
    why: 'two processes of each service, on locks of MySQL and of MariaDB',
    notOnDocker: {
      'and one of each is killed in the middle of it': 'a crash between statements, as in the other kills',
    },
  },
  'faults/races.test.ts': {
    on: 'both',
    why: 'order within a FIFO group under load',
    notOnDocker: {
      '${PAIRS} request-then-cancel at once end cancelled on both sides':
        'one order in one group; cancel against accept asks more of it',
    },
  },
  'faults/releases.test.ts': {
    on: 'embedded',
    why: 'two releases exchange the same text on both kinds; old services run as bundles',
  },
  'faults/services.test.ts': {
    on: 'both',
    why: 'containers that are killed and started again; partial failures of batches while a system is down',
    notOnDocker: {
      'when %s is killed and started in the middle of it':
        'the relay that is killed between sending and deleting is the harder case of it, and runs on both',
    },
  },
  'faults/silence.test.ts': {
    on: 'both',
    why: 'a stopped process against a paused container',
    notOnDocker: {
      'a command is answered while MySQL says nothing, and can be asked again':
        'the time-outs of the service, whatever is silent',
      '%s ends by itself when it is told to, while %s says nothing':
        'the deadline is the service’s, whatever is silent',
    },
  },

  'integration/access/access-records.test.ts': {
    on: 'both',
    why: 'grants and plans of MySQL and of MariaDB; two processes of a service as images and as bundles',
  },
  'integration/access/access.test.ts': { on: 'embedded', why: ACCESS },
  'integration/accounts/accounts.test.ts': { on: 'both', why: 'SQL of the accounts in MySQL and in MariaDB; cheap' },
  'integration/applications/bad-input.test.ts': {
    on: 'embedded',
    why: 'the service refuses it before anything leaves it',
  },
  'integration/families/children.test.ts': { on: 'both', why: 'locks and a derived table, in MySQL and in MariaDB' },
  'integration/families/consents.test.ts': { on: 'embedded', why: PAGES },
  'integration/operations/dead-letters.test.ts': {
    on: 'both',
    why: 'dead-letter queues, partial failures and failed stream records of two emulators',
  },
  'integration/stack/documented.test.ts': {
    on: 'embedded',
    why: 'the commands start scripts of this machine; their effects on a stack have their own tests on both kinds',
  },
  'integration/stack/emulator-guard.test.ts': {
    on: 'both',
    why: 'each emulator decides for itself whom it answers',
  },
  'integration/families/erasure.test.ts': {
    on: 'both',
    why: 'rewrites items of the table and rows of the database',
    notOnDocker: {
      'an event that comes once more brings nothing back, and a message that waits for an operator stands in the way':
        'judged by version, as in every repeat; dead letters have tests of their own',
      'closed applications go by their age, and open ones stay': 'only a choice of rows; the writes are the same',
      'one that was stopped in between goes on, and a repair meanwhile brings the erased form':
        'the same writes in another order',
    },
  },
  'integration/applications/extremes.test.ts': {
    on: 'embedded',
    why: 'what a request makes a process do does not depend on the stack',
  },
  'integration/access/identity.test.ts': { on: 'both', why: 'locks and SQL of the accounts in MySQL and in MariaDB' },
  'integration/operations/import.test.ts': { on: 'both', why: 'bulk SQL and bulk writes to the table' },
  'integration/stack/infrastructure.test.ts': {
    on: 'both',
    why: 'the second plan reads back what each emulator keeps',
  },
  'integration/applications/journey.test.ts': { on: 'both', why: 'every part and every hop' },
  'integration/applications/last-place.test.ts': {
    on: 'both',
    why: 'two transactions for one row, in MySQL and in MariaDB',
  },
  'integration/applications/leave.test.ts': { on: 'both', why: 'two commands for one application at once' },
  'integration/access/limits.test.ts': { on: 'both', why: 'tries are counted in SQL, in MySQL and in MariaDB' },
  'integration/families/leaving.test.ts': {
    on: 'both',
    why: 'locks of MySQL and of MariaDB, and an erasure over three stores',
  },
  'integration/protocol/load.test.ts': { on: 'both', why: 'batches, concurrency and the order of groups under load' },
  'integration/mails/mailbox.test.ts': {
    on: 'both',
    why: 'each emulator filters its own answer',
  },
  'integration/mails/mail-feedback.test.ts': {
    on: 'both',
    why: 'a rule on the default bus, conditions of the table, and simultaneous rows in MySQL and in MariaDB',
  },
  'integration/operations/maintenance.test.ts': {
    on: 'embedded',
    why: 'a row that every command reads; the restore drill runs on both',
  },
  'integration/operations/management.test.ts': {
    on: 'both',
    why: 'the indexes of the table, and what the monitor reads from each emulator',
    notOnDocker: {
      '%s is shown to an operator, in both languages and without anything inline': PAGES,
      '%s asks who it is': PAGES,
      'by the page is asked for a reason, which reaches the parent in the other system and by mail': PAGES,
      'the timeline shows the rest and says what waits; afterwards all is done':
        'a system that is down is a fault scenario on both kinds; the page only reads',
    },
  },
  'integration/migrations/migrate.test.ts': { on: 'both', why: 'DDL and accounts of MySQL and of MariaDB' },
  'integration/migrations/migration-crash.test.ts': {
    on: 'both',
    why: 'existing DDL, as MySQL and MariaDB report it',
  },
  'integration/protocol/model.test.ts': {
    on: 'both',
    why: 'any sequence of commands, on everything that differs',
  },
  'integration/access/no-personal-data.test.ts': { on: 'both', why: 'the logs of containers and of processes' },
  'integration/accounts/oidc.test.ts': { on: 'embedded', why: ACCESS },
  'integration/migrations/old-rows.test.ts': { on: 'both', why: 'SQL of the lists in MySQL and in MariaDB; cheap' },
  'integration/operations/operations.test.ts': { on: 'both', why: 'stopping a container' },
  'integration/protocol/outbox.test.ts': { on: 'both', why: 'locks and isolation of MySQL and of MariaDB' },
  'integration/families/parent-pages.test.ts': { on: 'both', why: 'SQL of the pages in MySQL and in MariaDB; cheap' },
  'integration/accounts/password-change.test.ts': {
    on: 'both',
    why: 'MySQL knows two passwords per user, MariaDB one',
  },
  'integration/applications/polling.test.ts': { on: 'both', why: 'isolation of MySQL and of MariaDB, under load' },
  'integration/stack/readme.test.ts': { on: 'embedded', why: 'calls the same endpoints as the journey' },
  'integration/families/registered-data.test.ts': {
    on: 'both',
    why: 'locks several tables in one statement of MySQL and of MariaDB',
  },
  'integration/operations/rebuild.test.ts': {
    on: 'both',
    why: 'reads what MySQL and MariaDB keep, and writes to the table of each emulator',
  },
  'integration/operations/reconcile.test.ts': {
    on: 'both',
    why: 'walks through the table and both databases',
    notOnDocker: {
      'what only a person can decide is told and left alone': 'found by the same walk, and compared in memory',
    },
  },
  'integration/applications/refused-commands.test.ts': { on: 'embedded', why: PAGES },
  'integration/protocol/repeats-and-order.test.ts': {
    on: 'both',
    why: 'deduplication and order of two implementations of SQS',
  },
  'integration/operations/restore-drill.test.ts': { on: 'both', why: 'dumps and restores MySQL and MariaDB' },
  'integration/access/rights.test.ts': {
    on: 'embedded',
    why: 'the calls are the same on both; only MiniStack knows the caller',
  },
  'integration/accounts/second-factor.test.ts': {
    on: 'both',
    why: 'SQL of the second factor in MySQL and in MariaDB',
    notOnDocker: {
      'is the code of its own account: a session of another does not stand in for it': ACCESS,
      'whose codes somebody else tries does not keep its owner out, who signs in from where they always do': ACCESS,
      'is not got around by a password that is set anew, nor by a first step that is over': ACCESS,
      'gives new recovery codes and is switched off for a password and a code, not for less': ACCESS,
      'that is lost is taken away by an administrator, and by nobody else; all sessions end': ACCESS,
      'is not for parents': ACCESS,
      'do not go on by a page that refreshes itself, which leads to the sign-in when they are over': ACCESS,
      'of parents go on for their fortnight': ACCESS,
      'whoever has none is led to set one up, and can do nothing else until then': ACCESS,
      'one that was kept under another AUTH_SECRET lets nobody in, and the page says who helps': ACCESS,
      'switching it off leads to setting it up again': ACCESS,
    },
  },
  'integration/operations/seed.test.ts': { on: 'embedded', why: 'calls the same endpoints as the journey' },
  'integration/operations/smoke.test.ts': {
    on: 'both',
    why: 'the proof of a release, with images and with bundles',
  },
  'integration/applications/staff-pages.test.ts': {
    on: 'both',
    why: 'SQL of the pages in MySQL and in MariaDB; cheap',
  },
  'integration/protocol/torn-reads.test.ts': { on: 'both', why: 'isolation of MySQL and of MariaDB; cheap' },
  'integration/protocol/trace.test.ts': {
    on: 'both',
    why: 'the trace goes through every hop; the logs of each kind are read',
  },
  'integration/migrations/upgrade.test.ts': {
    on: 'both',
    why: 'rows of the previous release, in MySQL and in MariaDB',
  },
  'integration/applications/waiting-line.test.ts': { on: 'both', why: 'query plans of MySQL and of MariaDB' },
};
