import { type DocumentedCommand, documentedCommands } from './commands.ts';

/** Where a documented command is run as it stands there. `{user}`, `{child}`, `{trace}` are filled in with those of a new application. */
export type Place =
  /** On the stack of the suite: tests/integration/documented.test.ts. */
  | ({ readonly on: 'stack' } & Typed)
  /** There too, as on AWS: the stack's emulator is the account, and a stand-in of kubectl that knows the chart's objects the cluster. */
  | ({ readonly on: 'cluster' } & Typed)
  /** In an account on an emulator of its own, with the AWS CLI and Terraform: tests/account. */
  | ({ readonly on: 'account' } & Typed)
  /** In a test of its own, which holds these words. */
  | { readonly on: 'test'; readonly file: string; readonly words: string };

interface Typed {
  /** What is typed, where the page leaves something to its reader; undefined: what it says. */
  readonly as: string | undefined;
  /** Variables of the shell besides. */
  readonly env?: Readonly<Record<string, string>>;
}

const place = (on: 'stack' | 'cluster' | 'account', as?: string, env: Typed['env'] = {}): Place => ({ on, as, env });
/** What would change a cluster or a registry of images says what it would do. */
const dry = (as?: string): Place => place('account', as, { DRY_RUN: '1', TAG: 'trial' });
const test = (file: string, words: string): Place => ({ on: 'test', file, words });

/**
 * By the text of a command, or the first line of a block. What stands in the README's table is run by the README's own tests, and is not here.
 * scripts/lib/documented/places.test.ts misses whatever is in neither.
 */
export const PLACES: Readonly<Record<string, Place>> = {
  'make reconcile REPAIR=1': place('stack'),
  'make redrive': place('stack', 'make redrive QUEUE=all'),
  'make redrive QUEUE=…': place('stack', 'make redrive QUEUE=EventToNurseryQueue'),
  'make redrive QUEUE=ParkedQueue': place('stack'),
  'make redrive QUEUE=IntegrateEventQueue': place('stack'),
  'make erase': place('stack', 'make erase USER={user} DRY_RUN=1'),
  'make erase USER=<user_id>': place('stack', 'make erase USER={user}'),
  'make erase USER=…': place('stack', 'make erase USER={user}'),
  'make erase USER=… WITHDRAW=1': place('stack', 'make erase USER={user} WITHDRAW=1'),
  'make erase CHILD=<15 digits>': place('stack', 'make erase CHILD={child}'),
  'make logs PART=…': place('stack', 'make logs PART=SendEmail'),
  'make logs PART=SQSToNursery': place('stack'),
  'make logs TRACE=<id>': place('stack', 'make logs TRACE={trace}'),
  'make logs RUN=1 PART=aws': test('tests/machines/stacks/crash.test.ts', 'logs RUN=1 PART='),
  'make down && make up': test('tests/machines/stacks/readme.test.ts', "paste('make down')"),
  'make access-records REMOVE=1 DAYS=730': test('tests/integration/access-records.test.ts', 'REMOVE'),
  'make import': test('tests/integration/import.test.ts', 'runImport'),
  'make import DRY_RUN=1': test('tests/integration/import.test.ts', 'dryRun'),

  'export AWS_REGION=ap-northeast-2 STATE_BUCKET=example-enterwait-state TARGET=aws ENV=small': place('account'),
  'cp terraform/env/agency.tfvars.example terraform/env/agency.tfvars': place(
    'account',
    `cp terraform/env/agency.tfvars.example terraform/env/agency.tfvars
     sed -i 's/^dns_zone_id .*/dns_zone_id = "{zone}"/' terraform/env/agency.tfvars`,
  ),
  'make build && make plan && make apply': place('account'),
  'make outputs': place('account'),
  'make cluster                 # once: namespace, NetworkPolicies on': dry(),

  'TARGET=aws make dlq': place('cluster'),
  'TARGET=aws make reconcile': place('cluster'),
  'TARGET=aws make reconcile REPAIR=1': place('cluster'),
  'TARGET=aws make access-records': place('cluster'),
  'TARGET=aws make leavers': place('cluster'),
  'TARGET=aws make doors CLOSE=<service>': place('cluster', 'TARGET=aws make doors CLOSE=nursery'),
  'TARGET=aws make doors OPEN=<service>': place('cluster', 'TARGET=aws make doors OPEN=nursery'),
};

export interface ToRun extends DocumentedCommand {
  /** What is typed. */
  readonly as: string;
  readonly env: Readonly<Record<string, string>>;
}

/** @returns what is to be run at a place, each text once, in the order of the pages */
export function commandsOn(on: 'stack' | 'cluster' | 'account'): ToRun[] {
  const texts = new Set<string>();
  return documentedCommands().flatMap((command) => {
    const entry = placeOf(command);
    if (entry === undefined || entry.on !== on || texts.has(command.text)) return [];
    texts.add(command.text);
    return [{ ...command, as: entry.as ?? command.text, env: entry.env ?? {} }];
  });
}

export const placeOf = ({ text }: DocumentedCommand): Place | undefined => PLACES[text.split('\n')[0] ?? ''];
