import { UserError } from '@enterwait/command-line/errors';
import { isSet, readNumber } from '@enterwait/command-line/options';
import { renderTable } from '@enterwait/command-line/output';
import { SYSTEMS, type System } from '@enterwait/domain/protocol';
import { catchUp, closedSince, endMaintenance, startMaintenance } from '@enterwait/operations/backup';
import { mayOpen, renderDifferences } from '@enterwait/operations/reconcile';
import { runCli } from '../localstack/command/run-cli.ts';
import { openTarget } from './delivery/targets/open-target.ts';

/**
 * `make doors`: shows whether the two systems accept commands. `CLOSE=nursery` closes one: it still takes deliveries, but answers
 * commands with 503. `OPEN=nursery` opens it once reconcile finds nothing and the judge has no dead command (`FORCE=1` skips the check).
 * `TARGET=aws`.
 */
await runCli(async () => {
  const target = await openTarget();
  const urls = await target.databaseUrls();
  const [closing, opening] = [readSystem('CLOSE'), readSystem('OPEN')];
  if (closing !== undefined) await startMaintenance(urls[closing]);
  if (opening !== undefined) {
    const obstacles = isSet('FORCE')
      ? undefined
      : await catchUp(target, { repair: false, patienceMs: readNumber('PATIENCE_S', 60) * 1000 });
    if (obstacles !== undefined && !mayOpen(obstacles)) {
      if (obstacles.differences.length > 0) console.log(renderDifferences(obstacles.differences));
      throw new UserError(
        'NOT_CLEAN',
        `문을 열지 않았습니다 (not opened): 차이 differences ${obstacles.differences.length}, 처리 중 under way ${obstacles.underWay}, 죽은 명령 dead commands ${obstacles.deadCommands}`,
        'make reconcile REPAIR=1, make dlq, make redrive QUEUE=IntegrateEventQueue 뒤에 다시 (then again)',
      );
    }
    await endMaintenance(urls[opening]);
  }
  const rows = await Promise.all(
    SYSTEMS.map(async (system) => {
      const since = await closedSince(urls[system]);
      return [system, since === undefined ? '열림 open' : `닫힘 closed: ${since.toISOString()}`];
    }),
  );
  console.log(renderTable(rows));
  target.close();
  return 0;
});

function readSystem(name: 'CLOSE' | 'OPEN'): System | undefined {
  const wish = process.env[name];
  if (!isSet(name)) return undefined;
  const system = SYSTEMS.find((one) => one === wish);
  if (system === undefined) {
    throw new UserError('BAD_SETTING', `${name}=${wish}: enterwait 또는 nursery (must be enterwait or nursery)`);
  }
  return system;
}
