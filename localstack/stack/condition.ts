import { isRunning, recallProcess } from '@enterwait/command-line/processes';
import { canConnect } from '../database/database-ping.ts';
import { containersWith, partLabels } from '../docker/compose.ts';
import { knowsTable } from '../docker/localstack.ts';
import { DATABASE_PROCESS } from '../embedded/mariadb.ts';
import { EMULATOR_PROCESS } from '../embedded/ministack.ts';
import { request } from '../emulator/http.ts';
import { HEALTH_PATHS, httpUrl } from '../settings/settings.ts';
import type { StackContext } from './context.ts';

/**
 * `silent`: runs but does not answer. `gone`: does not run. `empty`: an emulator that answers but has no state, because something restarted
 * it (a Docker engine does so).
 */
export type Condition = 'well' | 'silent' | 'gone' | 'empty';

/** The parts that keep state. All others can simply be restarted. */
export interface Conditions {
  readonly emulator: Condition;
  readonly database: Exclude<Condition, 'empty'>;
}

/** The condition of the parts of a stack whose start had finished. */
export async function conditionsOf(context: StackContext): Promise<Conditions> {
  const [emulator, database] = await Promise.all([emulatorOf(context), databaseOf(context)]);
  return { emulator, database };
}

async function emulatorOf(context: StackContext): Promise<Condition> {
  const { host, ports, kind, region, outputs } = context.record;
  const endpoint = httpUrl(host, ports.aws);
  const health = await request(endpoint + HEALTH_PATHS[kind]);
  if (health?.status !== 200) return (await runs(context, 'emulator')) ? 'silent' : 'gone';
  const known = outputs && (await knowsTable(endpoint, region, outputs.table_name));
  return known === undefined ? 'silent' : known ? 'well' : 'empty';
}

async function databaseOf(context: StackContext): Promise<Conditions['database']> {
  const { host, ports } = context.record;
  if (await canConnect({ host, port: ports.database, secrets: context.secrets })) return 'well';
  return (await runs(context, 'database')) ? 'silent' : 'gone';
}

const CONTAINERS = { emulator: 'localstack', database: 'mysql' } as const;
const PROCESSES = { emulator: EMULATOR_PROCESS, database: DATABASE_PROCESS } as const;

async function runs({ record, paths }: StackContext, part: keyof Conditions): Promise<boolean> {
  if (record.kind === 'docker') {
    return (await containersWith(partLabels(paths, CONTAINERS[part]), false)).length > 0;
  }
  const daemon = recallProcess(paths.pids, PROCESSES[part]);
  return daemon !== undefined && isRunning(daemon);
}
