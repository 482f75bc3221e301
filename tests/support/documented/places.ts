import { type DocumentedCommand, documentedCommands, typed } from './commands.ts';

/** Where a documented command is run as written. `{user}`, `{child}`, `{trace}` are filled in with those of a new application. */
export type Place =
  /** On the stack of the suite: tests/integration/stack/documented.test.ts. */
  | ({ readonly on: 'stack' } & Typed)
  /** Also there, as on AWS: the stack's emulator is the account, a stand-in for kubectl with the chart's objects is the cluster. */
  | ({ readonly on: 'cluster' } & Typed)
  /** In an account on an emulator of its own, with the AWS CLI and Terraform: tests/account. */
  | ({ readonly on: 'account' } & Typed)
  /** In a separate test, which contains these words. */
  | { readonly on: 'test'; readonly file: string; readonly words: string };

interface Typed {
  /** What to type if the page leaves something to its reader, or a change to the page's text; undefined: the page's text. */
  readonly as: string | ((text: string) => string) | undefined;
  /** Additional shell variables. */
  readonly env?: Readonly<Record<string, string>>;
}

const place = (on: 'stack' | 'cluster' | 'account', as?: Typed['as'], env: Typed['env'] = {}): Place => ({
  on,
  as,
  env,
});
const test = (file: string, words: string): Place => ({ on: 'test', file, words });

/** Commands that change AWS or a cluster are only printed there; TAG, because a copy of the files has no commit. */
const DRY = { DRY_RUN: '1', TAG: 'trial' };
/** The name of a Job that a CronJob has created. */
const job = (cronjob: string): Place => place('cluster', `kubectl -n enterwait logs job/${cronjob}-29400000`);

/**
 * By the text of a command, or the first line of a block. The README's own tests run the commands of its table, and a block that is typed
 * includes its commands: neither is listed here. tests/support/documented/places.test.ts fails for a command that is listed nowhere.
 */
export const PLACES: Readonly<Record<string, Place>> = {
  // A stack.
  'make reconcile REPAIR=1': place('stack'),
  'make redrive': place('stack', 'make redrive QUEUE=all'),
  'make redrive QUEUE=…': place('stack', 'make redrive QUEUE=EventToNurseryQueue'),
  'make redrive QUEUE=ParkedQueue': place('stack'),
  'make redrive QUEUE=IntegrateEventQueue': place('stack'),
  'make reindex': place('stack'),
  'make erase': place('stack', 'make erase USER={user} DRY_RUN=1'),
  'make erase USER=<user_id>': place('stack', 'make erase USER={user}'),
  'make erase USER=…': place('stack', 'make erase USER={user}'),
  'make erase USER=… WITHDRAW=1': place('stack', 'make erase USER={user} WITHDRAW=1'),
  'make erase CHILD=<15 digits>': place('stack', 'make erase CHILD={child}'),
  'make logs PART=…': place('stack', 'make logs PART=SendEmail'),
  'make logs PART=SQSToNursery': place('stack'),
  'make logs TRACE=<id>': place('stack', 'make logs TRACE={trace}'),
  'make smoke': place('stack'),
  'make logs RUN=1 PART=aws': test('localstack/logs/logs.test.ts', 'earlierLogs'),
  'make down && make up': test('tests/machines/stacks/readme.test.ts', "paste('make down')"),
  'make access-records REMOVE=1 DAYS=730': place('stack'),
  'make import': test('tests/integration/operations/import.test.ts', 'scripts/import.ts'),
  'make import DRY_RUN=1': test('tests/integration/operations/import.test.ts', 'dryRun'),
  'node main.mjs reconcile': test('tests/support/stack/nightly.ts', 'main.mjs'),
  'node main.mjs leavers': test('tests/support/stack/nightly.ts', 'main.mjs'),
  'node main.mjs access-records': test('tests/integration/migrations/migrate.test.ts', 'main.mjs'),

  // A stack as AWS and its cluster.
  'TARGET=aws make dlq': place('cluster'),
  'TARGET=aws make reconcile': place('cluster'),
  'TARGET=aws make reconcile REPAIR=1': place('cluster'),
  'TARGET=aws make access-records': place('cluster'),
  'TARGET=aws make leavers': place('cluster'),
  'TARGET=aws make doors CLOSE=<service>': place('cluster', 'TARGET=aws make doors CLOSE=nursery'),
  'TARGET=aws make doors OPEN=<service>': place('cluster', 'TARGET=aws make doors OPEN=nursery'),
  'TARGET=aws make logs TRACE=<id>': test(
    'scripts/delivery/deploy/aws-logs.test.ts',
    'a trace is looked for in every group',
  ),
  'kubectl exec': test('scripts/delivery/deploy/reaching/databases.test.ts', 'exec'),
  'kubectl -n enterwait create job --from=cronjob/reconcile reconcile-now': place('cluster'),
  'kubectl -n enterwait create job --from=cronjob/leavers leavers-now': place('cluster'),
  'kubectl -n enterwait logs job/reconcile-now': place('cluster'),
  'kubectl -n enterwait logs job/<the last reconcile-…>': job('reconcile'),
  'kubectl -n enterwait logs job/<the last leavers-…>': job('leavers'),
  'kubectl -n enterwait logs job/<the last …-access-records-…>': job('nursery-access-records'),
  'kubectl -n enterwait get cronjob,job': place('cluster'),
  'kubectl -n enterwait get pods': place('cluster'),
  'kubectl -n amazon-cloudwatch get pods': place('cluster'),
  'kubectl -n enterwait rollout restart deployment/<service>': place(
    'cluster',
    'kubectl -n enterwait rollout restart deployment/nursery',
  ),
  'kubectl -n enterwait scale deployment/<service> --replicas=0': place(
    'cluster',
    'kubectl -n enterwait scale deployment/nursery --replicas=0',
  ),
  'kubectl -n enterwait set env deployment/<service> MAINTENANCE=1': place(
    'cluster',
    'kubectl -n enterwait set env deployment/nursery MAINTENANCE=1',
  ),
  'kubectl -n enterwait set env deployment/<service> MAINTENANCE-': place(
    'cluster',
    'kubectl -n enterwait set env deployment/nursery MAINTENANCE-',
  ),
  'aws lambda list-event-source-mappings': place('cluster'),
  'aws eks update-kubeconfig --name enterwait': place('cluster'),
  'key="ew_$(openssl rand -hex 24)"': place('cluster'),
  "read -r ADDRESS && key=$(printf %s \"$ADDRESS\" | tr 'A-Z' 'a-z' | sha256sum | cut -d' ' -f1)": place('cluster'),
  'aws sqs send-message --queue-url "$(aws sqs get-queue-url --queue-name MailFeedbackQueue --query QueueUrl --output text)" \\':
    place('cluster'),
  '(umask 077; cat >old-database)                                     # type mysql://reader:password@old-db/reqsys, then Ctrl-D':
    place(
      'cluster',
      `make olddata TO={folder}/dump.sql APPLICATIONS=20 && gzip {folder}/dump.sql
       make import FROM={folder}/dump.sql.gz DRY_RUN=1 && TARGET=aws make import FROM={folder}/dump.sql.gz DRY_RUN=1`,
    ),

  // An account.
  'export AWS_REGION=ap-northeast-2 STATE_BUCKET=example-enterwait-state TARGET=aws ENV=small': place('account'),
  'cp terraform/env/agency.tfvars.example terraform/env/agency.tfvars': place(
    'account',
    `cp terraform/env/agency.tfvars.example terraform/env/agency.tfvars
     sed -i 's/^dns_zone_id .*/dns_zone_id = "{zone}"/' terraform/env/agency.tfvars`,
  ),
  'make build && make plan && make apply': place('account'),
  'make secrets': place('account'),
  'make secrets RENEW=nursery-database': place('account'),
  'make secrets RENEW=management-peer': place('account'),
  'make secrets RENEW=nursery': place('account'),
  'make secrets RENEW=webhook': place('account'),
  'CERTIFICATES=1 make plan && make apply && make outputs': place('account'),
  'terraform -chdir=terraform output mail_records': place('account'),
  'make outputs': place('account', 'make -s outputs >outputs.json'),
  'make cluster                 # once: namespace, NetworkPolicies on': place('account', undefined, DRY),
  'ENV=production make plan && ENV=production make apply': test(
    'scripts/delivery/cloud/rehearsal/growth.ts',
    "make.plan('production'",
  ),
  'ENV=production make deploy': place('account', undefined, DRY),
  // The existing account is small, and the emulator cannot grow it in place (scripts/delivery/cloud/rehearsal/growth.ts works around that).
  'make images                                # three images of the commit, on the Node of services/base-image': place(
    'account',
    (text) =>
      text
        .replaceAll('ENV=production', 'ENV=small')
        .replaceAll('REGISTRY=…', 'REGISTRY=111122223333.dkr.ecr.ap-northeast-2.amazonaws.com/enterwait')
        .replaceAll(/^make (?=images|push|scan|cluster|deploy|rollback)/gm, 'DRY_RUN=1 make '),
    { TAG: 'trial' },
  ),
  'terraform -chdir=terraform destroy': test('scripts/delivery/cloud/rehearsal/growth.ts', "'destroy'"),
  'terraform output': test('scripts/delivery/deploy/deployment.ts', "'output'"),
  'make plan ENV=small': test('scripts/cloud.ts', 'rehearse(size'),
  'make outputs >/dev/null   # the folder knows its state then': test(
    'scripts/delivery/cloud/rehearsal/growth.ts',
    "'import'",
  ),

  // Checks, which `make test` itself runs.
  'make test ONLY=cloud': test('scripts/test.ts', "name: 'cloud'"),
  'make test ONLY=alarms': test('scripts/test.ts', "name: 'alarms'"),
  'make test ONLY=documented': test('scripts/test.ts', "name: 'documented'"),
  'make test': test('.ci/run', 'make test'),
  'make chart': test('tests/runner/checks/in-go.ts', 'chart:'),
  'make chart-schemas fmt': test('scripts/delivery/chart/check.ts', 'keptSchema'),
  'make workflows': test('tests/runner/checks/in-go.ts', 'workflows:'),
  'helm lint --strict': test('scripts/delivery/chart/check.ts', "'lint', '--strict'"),
  'helm template': test('scripts/delivery/chart/check.ts', "'template'"),
  'helm upgrade --wait --rollback-on-failure': test('scripts/delivery/deploy/release.ts', '--rollback-on-failure'),
};

export interface ToRun extends DocumentedCommand {
  /** What is typed. */
  readonly as: string;
  readonly env: Readonly<Record<string, string>>;
}

const ORDER = Object.keys(PLACES);
const rank = ({ text }: Pick<DocumentedCommand, 'text'>): number => ORDER.indexOf(text.split('\n')[0] ?? '');

/** @returns what to run at a place, each text once, in the order of the table, because a page names some commands before their time */
export function commandsOn(on: 'stack' | 'cluster' | 'account'): ToRun[] {
  const texts = new Set<string>();
  return documentedCommands()
    .flatMap((command) => {
      const entry = placeOf(command);
      if (command.notRun || entry === undefined || entry.on !== on || texts.has(command.text)) return [];
      texts.add(command.text);
      const text = typed(command.text);
      const as = typeof entry.as === 'function' ? entry.as(text) : (entry.as ?? text);
      return [{ ...command, as, env: entry.env ?? {} }];
    })
    .toSorted((a, b) => rank(a) - rank(b));
}

export const placeOf = ({ text }: Pick<DocumentedCommand, 'text'>): Place | undefined =>
  PLACES[text.split('\n')[0] ?? ''];

/** Whether a block that is typed contains the command. */
export const isTypedWith = (command: DocumentedCommand, blocks: readonly DocumentedCommand[]): boolean =>
  !command.block &&
  blocks.some(
    (block) =>
      block.block &&
      !block.notRun &&
      ['cluster', 'account', 'stack'].includes(placeOf(block)?.on ?? '') &&
      new RegExp(
        `(^|[\\s;&(])${command.text.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&').replaceAll(' ', '\\s+')}($|[\\s;&)])`,
      ).test(typed(block.text)),
  );
