import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { CommandFailed, UserError } from '@enterwait/command-line/errors';
import type { Deployment } from '../deployment.ts';
import type { Runner } from '../runner.ts';
import { openCluster } from './kubeconfig.ts';

/** A cluster service that is not reachable from outside, on a local port. */
export interface ForwardedService {
  readonly url: string;
  /** Ends the forwarding and leaves nothing behind. */
  close(): Promise<void>;
}

/**
 * Reaches a service through the cluster's API (`kubectl port-forward`), so anyone who may enter its pods may use it.
 * @param port of the service
 * @throws CommandFailed, UserError (`COMMAND_MISSING`)
 */
export async function forwardPort(
  runner: Runner,
  deployment: Pick<Deployment, 'region' | 'cluster_name' | 'namespace'>,
  service: string,
  port: number,
): Promise<ForwardedService> {
  const { env, close: leave } = await openCluster(runner, deployment);
  const child = spawn(
    'kubectl',
    [
      ...['--namespace', deployment.namespace, 'port-forward', '--address', '127.0.0.1'],
      ...[`service/${service}`, `:${port}`],
    ],
    { env, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const close = async (): Promise<void> => {
    if (child.pid !== undefined && child.exitCode === null && child.signalCode === null) {
      child.kill();
      await once(child, 'exit');
    }
    leave();
  };
  try {
    return { url: `http://127.0.0.1:${await localPortOf(child)}`, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** kubectl prints the port that it chose once it listens. */
function localPortOf(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    let said = '';
    let errors = '';
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      const port = /Forwarding from 127\.0\.0\.1:(\d+)/.exec(said)?.[1];
      if (port !== undefined) resolve(Number(port));
    });
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      errors = (errors + text).slice(-500);
    });
    child.on('error', (error: NodeJS.ErrnoException) =>
      reject(error.code === 'ENOENT' ? new UserError('COMMAND_MISSING', 'kubectl 이 없습니다 (not found)') : error),
    );
    child.on('close', (code) => reject(new CommandFailed('kubectl port-forward', code, errors)));
  });
}
