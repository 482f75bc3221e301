import { UserError } from '@enterwait/command-line/errors';
import { readNumber } from '@enterwait/command-line/options';
import { redrive, renderRedriven } from '@enterwait/operations/dead-letters';
import { deadLetterQueuesOf, selectedQueues } from '@enterwait/operations/queues';
import { runCli } from '../localstack/command/run-cli.ts';
import { openTarget } from './delivery/targets/open-target.ts';

/**
 * `make redrive QUEUE=<name|all>`: moves dead letters back to their queue; parked records only with `QUEUE=ParkedQueue`. Moves at most
 * `MAX=1000` per run; `TARGET=aws` works on AWS. Exits with 1 if some had to stay.
 */
await runCli(async () => {
  const wish = process.env.QUEUE || '';
  const target = await openTarget();
  const places = deadLetterQueuesOf(target.outputs);
  const chosen = selectedQueues(places, wish);
  if (chosen.length === 0) {
    const names = ['all', ...places.map(({ name }) => name)].join(' ');
    throw new UserError('BAD_SETTING', `QUEUE=${wish}: 그런 큐가 없습니다 (no such queue)`, `QUEUE= ${names}`);
  }
  let left = readNumber('MAX', 1000);
  let put = 0;
  let stayed = 0;
  for (const place of chosen) {
    const results = await redrive(target, place, {
      max: left,
      onRedriven: (one) => console.log(renderRedriven(one)),
      onFailed: async ({ to: _to, ...one }) =>
        console.log(renderRedriven({ ...one, stays: '보냈는지 알 수 없음 (it may have been sent)' })),
    });
    const sent = results.filter(({ to }) => to !== undefined).length;
    put += sent;
    left -= sent;
    stayed += results.length - sent;
  }
  console.log(
    `다시 넣음 (redriven): ${put}, 남음 (stay): ${stayed}${left === 0 ? ' · MAX 에 닿음 (reached MAX): make redrive 다시 (again)' : ''}`,
  );
  return stayed === 0 ? 0 : 1;
});
