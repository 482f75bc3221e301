import { canConnect } from '../database/database-ping.ts';
import { containerName } from '../docker/compose.ts';
import { request } from '../emulator/http.ts';
import { HEALTH_PATHS } from '../settings/settings.ts';
import type { StackContext } from '../stack/context.ts';
import { SERVICE_NAMES, type StartedStack } from '../stack/stack.ts';

export interface PartState {
  name: string;
  process: string;
  port: number;
  healthy: boolean;
  state: string;
}

/** Checks every part of a stack, all at once. */
export async function inspectParts(stack: StartedStack, context: StackContext): Promise<PartState[]> {
  const { ports, host } = stack;
  const docker = stack.kind === 'docker';
  const processOf = (pid: number | undefined, container: string) =>
    docker ? containerName(context.paths, container) : pid ? `pid ${pid}` : '-';
  const http = async (url: string) => {
    const answer = await request(url);
    return { healthy: answer?.status === 200, state: answer ? `HTTP ${answer.status}` : '답 없음 (no answer)' };
  };
  const connects = async () => {
    const healthy = await canConnect({ host, port: ports.database, secrets: context.secrets });
    return { healthy, state: healthy ? '접속됨 (connects)' : '접속 안 됨 (does not connect)' };
  };
  return Promise.all([
    http(stack.awsEndpointUrl + HEALTH_PATHS[stack.kind]).then((state) => ({
      name: docker ? 'AWS: LocalStack' : 'AWS: MiniStack',
      process: processOf(stack.emulator.pid, 'localstack'),
      port: ports.aws,
      ...state,
    })),
    connects().then((state) => ({
      name: 'database',
      process: processOf(stack.database.pid, 'mysql'),
      port: ports.database,
      ...state,
    })),
    ...SERVICE_NAMES.map(async (name) => ({
      name,
      process: processOf(stack.services[name].pid, name),
      port: ports[name],
      ...(await http(`${stack.services[name].url}/readyz`)),
    })),
  ]);
}
