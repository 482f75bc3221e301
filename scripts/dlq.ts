import { isSet, readNumber } from '@enterwait/command-line/options';
import { inspectAll, renderPlaces } from '@enterwait/operations/dead-letters';
import { runCli } from '../localstack/command/run-cli.ts';
import { openTarget } from './delivery/targets/open-target.ts';

/**
 * `make dlq`: lists every dead-letter queue and the parked queue, and for each message when, why, which application and how often. Never
 * shows a message body. `TARGET=aws` reads AWS; `JSON=1` prints JSON; `MAX=1000` limits the messages of each queue.
 */
await runCli(async () => {
  const target = await openTarget();
  const queues = await inspectAll(target, readNumber('MAX', 1000));
  console.log(isSet('JSON') ? JSON.stringify({ target: target.name, queues }, null, 2) : renderPlaces(queues));
  return 0;
});
