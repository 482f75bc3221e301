import { styleText } from 'node:util';
import { defaultStateDir } from '@enterwait/command-line/files';
import { renderTable } from '@enterwait/command-line/output';
import { runCli } from '../localstack/command/run-cli.ts';
import { containersWith, lambdaLabel } from '../localstack/docker/compose.ts';
import { attach } from '../localstack/stack/attach.ts';
import { inspectParts } from '../localstack/status/parts.ts';
import { queueDepths } from '../localstack/status/queues.ts';
import { waitingCommands, withAge } from '../localstack/status/waiting-commands.ts';

/**
 * `make status`: shows every part with its process, port and health, the commands that are unsent or unanswered,
 * and the depth of the queues. Exits with 1 if a part is unhealthy.
 */
await runCli(async () => {
  const { stack, context } = attach(defaultStateDir);
  const parts = await inspectParts(stack, context);
  console.log(`스택 (stack): ${styleText('bold', stack.kind)}\n`);
  const mark = (healthy: boolean) => (healthy ? styleText('green', '✓') : styleText('red', '✗'));
  const rows = parts.map((part) => [mark(part.healthy), part.name, part.process, String(part.port), part.state]);
  console.log(renderTable([['', '부분 part', '프로세스 process', '포트 port', '상태 health'], ...rows]));

  const commands = (await waitingCommands(stack)).map(({ name, waiting }) =>
    waiting === undefined
      ? [name, '?', '?']
      : [name, withAge(waiting.unsent, waiting.unsentAge), withAge(waiting.unanswered, waiting.unansweredAge)],
  );
  console.log(`\n${renderTable([['명령 commands', '못 보냄 unsent', '답 없음 unanswered'], ...commands])}`);

  if (parts[0]?.healthy) {
    const queues = await queueDepths(stack);
    const lines = queues.map(({ name, waiting, inFlight, delayed }) => [
      name,
      String(waiting),
      String(inFlight),
      String(delayed),
    ]);
    console.log(`\n${renderTable([['큐 queue', '대기 waiting', '처리 중 in flight', '지연 delayed'], ...lines])}`);
  }
  if (stack.kind === 'docker') {
    const lambdas = await containersWith([lambdaLabel(context.paths)], false);
    console.log(`\nLambda 컨테이너 (containers): ${lambdas.length}`);
  }
  return parts.every((part) => part.healthy) ? 0 : 1;
});
