import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '@enterwait/command-line/errors';
import { defaultStateDir } from '@enterwait/command-line/files';
import { readNumber } from '@enterwait/command-line/options';
import { personEnvironment, runCommand, toolEnvironment } from '@enterwait/command-line/processes';
import { SERVICES } from '@enterwait/domain/protocol';
import { z } from 'zod';
import { runCli } from '../localstack/command/run-cli.ts';
import { composeArguments, composeEnvironment } from '../localstack/docker/compose.ts';
import { lambdaLog } from '../localstack/logs/lambda-log.ts';
import { earlierLogs } from '../localstack/logs/logs.ts';
import { linesOfTrace, type PartLog, traceIdIn } from '../localstack/logs/trace-log.ts';
import { attach } from '../localstack/stack/attach.ts';
import type { StackContext } from '../localstack/stack/context.ts';
import { pathsOf } from '../localstack/state/paths.ts';
import { readRecord } from '../localstack/state/record.ts';
import { awsLogCalls } from './delivery/deploy/aws-logs.ts';
import { readDeployment, readOutputs } from './delivery/deploy/deployment.ts';

/**
 * `make logs`: shows the last lines of every part; `PART=nursery` of one, `PART=SendEmail` of a Lambda; `LINES=200`; `FOLLOW=1` keeps
 * following.
 * `TRACE=<id>` shows every line of one trace, across services and Lambdas: the id is in the `traceparent` header of any answer.
 * `TARGET=aws` does the same for AWS through the AWS CLI: pods and functions, with `SINCE=1h` instead of LINES.
 * Without a running stack it shows what the last one left. `RUN=1` shows the run before that, up to `RUN=3`, to find out why it died.
 */
await runCli(async (signal) => {
  const part = process.env.PART || undefined;
  const lines = Number(process.env.LINES) || (part ? 100 : 20);
  const follow = Boolean(process.env.FOLLOW);
  if (process.env.TARGET === 'aws') return showAws(part, follow, signal);
  const run = readNumber('RUN', 0);
  if (run > 0) return showFiles(part, lines, false, signal, earlierLogs(pathsOf(defaultStateDir), run));
  const running =
    readRecord(pathsOf(defaultStateDir).record)?.status === 'running' ? attach(defaultStateDir) : undefined;

  if (process.env.TRACE) return showTrace(process.env.TRACE, running);

  const lambda = running?.stack.outputs.function_names.find((name) => name.toLowerCase() === part?.toLowerCase());
  if (running && lambda) {
    for (const line of (await lambdaLog(running.stack, lambda)).slice(-lines)) console.log(line.trimEnd());
    return 0;
  }
  if (running?.stack.kind === 'docker') return showContainers(running.context, part, lines, follow, signal);
  return showFiles(part, lines, follow, signal);
});

function requireTrace(wish: string): string {
  const trace = traceIdIn(wish);
  if (trace !== undefined) return trace;
  throw new UserError('BAD_SETTING', `TRACE=${wish}: 16진수 32자리 또는 traceparent (32 hex digits or a traceparent)`);
}

/** Shows the groups one after another, or all at once with FOLLOW=1. */
async function showAws(part: string | undefined, follow: boolean, signal: AbortSignal): Promise<number> {
  const outputs = await readOutputs(process.env);
  const deployment = await readDeployment(process.env, outputs);
  const wish = {
    part,
    trace: process.env.TRACE ? requireTrace(process.env.TRACE) : undefined,
    since: process.env.SINCE || '1h',
    follow,
  };
  const functions = z.array(z.string()).parse(outputs.function_names ?? []);
  const calls = awsLogCalls(wish, { ...deployment, functions });
  const show = (args: readonly string[]) => attached('aws', args, signal, personEnvironment());
  if (follow) return Math.max(...(await Promise.all(calls.map(show))));
  for (const args of calls) {
    const code = await show(args);
    if (code !== 0) return code;
  }
  return 0;
}

async function showTrace(wish: string, running: ReturnType<typeof attach> | undefined): Promise<number> {
  const trace = requireTrace(wish);
  const logs = running?.stack.kind === 'docker' ? await containerLogs(running.context) : fileLogs();
  const lambdas =
    running === undefined
      ? []
      : await Promise.all(
          running.stack.outputs.function_names.map(async (part) => ({
            part,
            lines: await lambdaLog(running.stack, part),
          })),
        );
  const lines = linesOfTrace([...logs, ...lambdas], trace);
  for (const { at, part, text } of lines) console.log(`${at.padEnd(24)} ${part.padEnd(22)} ${text}`);
  if (lines.length === 0) console.error(`${trace}: 기록이 없습니다 (no line)`);
  return lines.length === 0 ? 1 : 0;
}

function fileLogs(): PartLog[] {
  const { logs } = pathsOf(defaultStateDir);
  const files = existsSync(logs) ? readdirSync(logs).filter((file) => file.endsWith('.log')) : [];
  return files.map((file) => ({
    part: file.slice(0, -'.log'.length),
    lines: readFileSync(join(logs, file), 'utf8').split('\n'),
  }));
}

async function containerLogs(context: StackContext): Promise<PartLog[]> {
  return Promise.all(
    SERVICES.map(async (part) => {
      const args = composeArguments(context.paths, ['logs', '--no-log-prefix', '--no-color', part]);
      const { stdout } = await runCommand('docker', args, { env: composeEnvironment(context) });
      return { part, lines: stdout.split('\n') };
    }),
  );
}

function showContainers(
  context: StackContext,
  part: string | undefined,
  lines: number,
  follow: boolean,
  signal: AbortSignal,
): Promise<number> {
  const names: Record<string, string> = { aws: 'localstack', database: 'mysql' };
  const service = part ? [names[part] ?? part] : [];
  const args = composeArguments(context.paths, [
    'logs',
    '--tail',
    String(lines),
    ...(follow ? ['--follow'] : []),
    ...service,
  ]);
  return attached('docker', args, signal, composeEnvironment(context));
}

function showFiles(
  part: string | undefined,
  lines: number,
  follow: boolean,
  signal: AbortSignal,
  logs = pathsOf(defaultStateDir).logs,
): Promise<number> {
  const known = existsSync(logs) ? readdirSync(logs).filter((file) => file.endsWith('.log')) : [];
  const files = known.filter((file) => part === undefined || file === `${part}.log`).map((file) => join(logs, file));
  if (files.length === 0) {
    const parts = known.map((file) => file.slice(0, -'.log'.length)).join(', ') || '-';
    throw new UserError('NO_LOG', `${part ?? 'logs'}: 기록이 없습니다 (no log). 있는 것 (there are): ${parts}`);
  }
  return attached('tail', ['-n', String(lines), ...(follow ? ['-F'] : []), ...files], signal);
}

/** Runs a program on this terminal until it ends or the user interrupts it. */
function attached(
  command: string,
  args: readonly string[],
  signal: AbortSignal,
  env: NodeJS.ProcessEnv = toolEnvironment(),
): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: 'inherit', env });
    signal.addEventListener('abort', () => child.kill('SIGTERM'), { once: true });
    child.on('error', reject);
    child.on('close', (code) => resolve(signal.aborted ? 0 : (code ?? 1)));
  });
}
