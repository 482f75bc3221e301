import { isSet, readNumber } from '@enterwait/command-line/options';
import { inspectAll, renderPlaces } from '@enterwait/operations/dead-letters';
import { runCli } from '../localstack/command/run-cli.ts';
import { openTarget } from './delivery/targets/open-target.ts';

/**
 * `make dlq`: every dead-letter queue and the parked queue, and of each message when, why, which application, how often. Nothing of a
 * body is shown. `TARGET=aws` looks into AWS; `JSON=1` prints JSON; `MAX=1000` messages of each queue.
 */
await runCli(async () => {
  const target = await openTarget();
  const queues = await inspectAll(target, readNumber('MAX', 1000));
  console.log(isSet('JSON') ? JSON.stringify({ target: target.name, queues }, null, 2) : renderPlaces(queues));
  return 0;
});
