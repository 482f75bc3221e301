import { UserError } from '@enterwait/command-line/errors';
import { databaseUrl } from '../database/database-setup.ts';
import { demoKeys, demoOf } from '../demo/people.ts';
import { integrateQueueUrl } from '../services/services.ts';
import { httpUrl } from '../settings/settings.ts';
import { terraformPlan } from '../terraform/terraform.ts';
import { type StackContext, terraformOptions } from './context.ts';
import type { StartedStack } from './stack.ts';

/** What differs between the kinds of stack: the handles of the parts, and where the mails are. */
export type StackHandles = Pick<StartedStack, 'services' | 'database' | 'emulator' | 'mails' | 'stop'>;

/** A running stack, as its users see it. @throws UserError (`NOT_RUNNING`) when its start never finished */
export function connect(context: StackContext, handles: StackHandles): StartedStack {
  const { paths, record, secrets } = context;
  const { host, ports, outputs } = record;
  if (record.status !== 'running' || !outputs) {
    throw new UserError(
      'NOT_RUNNING',
      '스택이 다 시작되지 않았습니다 (the stack did not start whole)',
      'make down && make up',
    );
  }
  const awsEndpointUrl = httpUrl(host, ports.aws);
  const database = { host, port: ports.database, secrets };
  return {
    kind: record.kind,
    stateDir: paths.stateDir,
    host,
    ports,
    region: record.region,
    enterwaitUrl: httpUrl(host, ports.enterwait),
    nurseryUrl: httpUrl(host, ports.nursery),
    managementUrl: httpUrl(host, ports.management),
    awsEndpointUrl,
    enterwaitDatabaseUrl: databaseUrl('enterwait', database),
    nurseryDatabaseUrl: databaseUrl('nursery', database),
    managementDatabaseUrl: databaseUrl('management', database),
    adminToken: secrets.ADMIN_TOKEN,
    keys: demoKeys(secrets),
    demo: demoOf(secrets),
    webhookSecret: secrets.WEBHOOK_SECRET,
    tableName: outputs.table_name,
    // Not the URL that the emulator reports: LocalStack uses a host name that needs a name server.
    integrateQueueUrl: integrateQueueUrl(awsEndpointUrl),
    outputs,
    plan: () => terraformPlan(terraformOptions(context)),
    ...handles,
  };
}
