import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { Cancelled, UserError } from '@enterwait/command-line/errors';
import { nodeBinary } from '@enterwait/command-line/files';
import type { Reporter } from '@enterwait/command-line/output';
import { cleanEnvironment, runCommand } from '@enterwait/command-line/processes';
import { awsTimeouts } from '@enterwait/http/aws';
import { type Rebuilt, rebuildTable } from '@enterwait/operations/rebuild';
import { serviceBundle } from '../services/bundles.ts';
import { serviceEnvironment } from '../services/services.ts';
import { EMULATOR_CREDENTIALS, httpUrl } from '../settings/settings.ts';
import { type StackContext, serviceOptions } from '../stack/context.ts';
import { SERVICE_NAMES } from '../stack/stack.ts';
import { databaseUrl } from './database-setup.ts';

const CALL_MS = 30_000;

/**
 * Fills the new table from the existing databases: the judged events the systems received, the outcomes of their commands, and the commands
 * that are still unanswered. No service may be running yet.
 */
export async function rebuildStep(
  context: StackContext,
  log: Reporter,
  onRebuilt: (rebuilt: Rebuilt) => void = () => {},
): Promise<void> {
  await log.step('데이터베이스의 신청으로 판정표를 다시 만듦 (the table anew from the databases)', async (progress) => {
    await migrate(context);
    const rebuilt = await rebuild(context, progress);
    progress(
      `신청 ${rebuilt.applications}건 (applications), 판정 ${rebuilt.events}건 (events), 답 없는 명령 ${rebuilt.unanswered}건 (unanswered)`,
    );
    onRebuilt(rebuilt);
  });
}

/** The rows may come from an earlier release, so the services' own command first migrates them to this release's schema. */
async function migrate(context: StackContext): Promise<void> {
  const { paths, signal } = context;
  const options = serviceOptions(context);
  await Promise.all(
    SERVICE_NAMES.map((name) =>
      runCommand(nodeBinary, [join(serviceBundle(paths, name), 'main.mjs'), 'migrate'], {
        cwd: paths.stateDir,
        env: cleanEnvironment(paths.stateDir, serviceEnvironment(name, options)),
        name: `migrate-${name}`,
        pidDir: paths.pids,
        logFile: join(paths.logs, 'migrate.log'),
        ...(signal ? { signal } : {}),
      }),
    ),
  );
}

async function rebuild(context: StackContext, progress: (text: string) => void): Promise<Rebuilt> {
  const { record, secrets, signal } = context;
  const { host, ports, region, outputs } = record;
  if (outputs === undefined) throw new UserError('NOT_APPLIED', 'Terraform 의 출력이 없습니다 (no outputs)');
  const database = { host, port: ports.database, secrets };
  const client = new DynamoDBClient({
    ...awsTimeouts(CALL_MS),
    region,
    endpoint: httpUrl(host, ports.aws),
    credentials: {
      accessKeyId: EMULATOR_CREDENTIALS.AWS_ACCESS_KEY_ID,
      secretAccessKey: EMULATOR_CREDENTIALS.AWS_SECRET_ACCESS_KEY,
    },
  });
  try {
    return await rebuildTable({
      documents: DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } }),
      tableName: outputs.table_name,
      mailAddressTableName: outputs.mail_address_table_name,
      databaseUrls: {
        enterwait: databaseUrl('enterwait', database),
        nursery: databaseUrl('nursery', database),
        management: databaseUrl('management', database),
      },
      signal,
      onProgress: (applications) => progress(`신청 ${applications}건 (applications)`),
    });
  } catch (error) {
    throw signal?.aborted ? new Cancelled() : error;
  } finally {
    client.destroy();
  }
}
