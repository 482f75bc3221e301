import { Cancelled, UserError } from '@enterwait/command-line/errors';
import { type Progress, startProgress } from '@enterwait/command-line/output';
import { forEachAtOnce, sleep } from '@enterwait/command-line/processes';
import { SYSTEMS } from '@enterwait/domain/protocol';
import type { StartedStack } from '../stack/stack.ts';
import type { SeedApplication, SeedPlan } from './plan.ts';
import type { SeedClient } from './seed-client.ts';
import { lookWhatIsThere, type There } from './there.ts';

/** What a run has entered: 0 everywhere if all of it was there already. */
export interface Entered {
  readonly nurseries: number;
  readonly children: number;
  readonly commands: number;
  /** Steps that the status table no longer allows, because somebody changed the application by hand. */
  readonly leftAlone: number;
}

/** Requests at a time. The services answer hundreds a second, but the pipeline behind them is slower. */
const AT_ONCE = 8;
const SETTLE_STEP_MS = 1000;
/** LocalStack judges about ten commands a second, the embedded stack ten times as many. */
const PATIENCE_MS = 60_000;
const PATIENCE_EACH_MS = 250;

export async function enterPlan(
  stack: StartedStack,
  client: SeedClient,
  plan: SeedPlan,
  signal: AbortSignal,
  progressOf: ShowProgress = startProgress,
): Promise<Entered> {
  const withProgress = withProgressBy(progressOf, signal);
  const there = await lookWhatIsThere(stack, plan);
  const nurseries = await enterNurseries(stack, client, plan, there, withProgress);
  const children = await enterChildren(stack, client, plan, there, withProgress);
  const rest = plan.applications
    .map((application) => ({ application, done: there.steps.get(application.request_id) ?? 0 }))
    .filter(({ application, done }) => done < application.steps.length);
  const { taken, refused } = await liveOn(client, rest, signal, withProgress);
  if (taken > 0) await settle(stack, plan, taken, refused, signal, progressOf);
  return { nurseries, children, commands: taken, leftAlone: refused.size };
}

async function enterNurseries(
  stack: StartedStack,
  client: SeedClient,
  plan: SeedPlan,
  there: There,
  withProgress: WithProgress,
): Promise<number> {
  const missing = SYSTEMS.flatMap((system) =>
    plan.nurseries
      .filter(({ nursery_id }) => !there.nurseries[system].has(nursery_id))
      .map((nursery) => ({ url: stack.services[system].url, nursery })),
  );
  await withProgress('어린이집 (daycares)', missing, ({ url, nursery }) => {
    const { name, address, capacity } = nursery;
    return client.admin(url, 'PUT', `/admin/nurseries/${nursery.nursery_id}`, { name, address, capacity });
  });
  return new Set(missing.map(({ nursery }) => nursery.nursery_id)).size;
}

async function enterChildren(
  stack: StartedStack,
  client: SeedClient,
  plan: SeedPlan,
  there: There,
  withProgress: WithProgress,
): Promise<number> {
  const missing = plan.families
    .flatMap((family) => family.children.map((child) => ({ family, child })))
    .filter(({ child }) => !there.children.has(child.child_id));
  await withProgress('아동 (children)', missing, ({ family, child }) => {
    const { user_id, address, postcode } = family;
    const { child_id, name, birthday } = child;
    const body = { user_id, name, birthday, address, postcode };
    return client.admin(stack.enterwaitUrl, 'PUT', `/admin/children/${child_id}`, body);
  });
  return missing.length;
}

interface Remaining {
  readonly application: SeedApplication;
  readonly done: number;
}

/** Continues every application from where it is, one step after another. All applications are requested first, and only then decided. */
async function liveOn(
  client: SeedClient,
  rest: readonly Remaining[],
  signal: AbortSignal,
  withProgress: WithProgress,
): Promise<{ taken: number; refused: ReadonlySet<string> }> {
  const refused = new Set<string>();
  let taken = 0;
  const take = async (application: SeedApplication, from: number, to: number): Promise<void> => {
    for (const step of application.steps.slice(from, to)) {
      if (refused.has(application.request_id)) return;
      const deadline = performance.now() + PATIENCE_MS + rest.length * PATIENCE_EACH_MS;
      let answer = await client.command(application, step);
      while (answer === 'early') {
        if (performance.now() > deadline)
          throw new UserError('TIMEOUT', `${application.request_id}: 어린이집에 도착하지 않음 (did not arrive)`);
        await sleep(300);
        if (signal.aborted) throw new Cancelled();
        answer = await client.command(application, step);
      }
      if (answer === 'taken') taken += 1;
      else refused.add(application.request_id);
    }
  };
  await withProgress(
    '신청 (applications)',
    rest.filter(({ done }) => done === 0),
    ({ application }) => take(application, 0, 1),
  );
  const decided = rest.filter(({ application }) => application.steps.length > 1);
  await withProgress('결정 (decisions)', decided, ({ application, done }) =>
    take(application, Math.max(1, done), application.steps.length),
  );
  return { taken, refused };
}

/** Waits until every command has been judged and confirmed, so that the next run finds nothing to do. */
async function settle(
  stack: StartedStack,
  plan: SeedPlan,
  commands: number,
  refused: ReadonlySet<string>,
  signal: AbortSignal,
  progressOf: ShowProgress,
): Promise<void> {
  const expected = plan.applications.filter(({ request_id }) => !refused.has(request_id));
  const total = expected.reduce((sum, { steps }) => sum + steps.length, 0);
  const progress = progressOf('확정 (confirmed)', total);
  const deadline = performance.now() + PATIENCE_MS + commands * PATIENCE_EACH_MS;
  let before = 0;
  for (;;) {
    const { steps } = await lookWhatIsThere(stack, plan);
    const now = expected.reduce(
      (sum, application) => sum + Math.min(steps.get(application.request_id) ?? 0, application.steps.length),
      0,
    );
    progress.add(now - before);
    before = now;
    if (now === total) break;
    if (performance.now() > deadline)
      throw new UserError(
        'TIMEOUT',
        `${total}단계 중 ${now}단계만 확정됨 (only ${now} of ${total} steps are confirmed)`,
        'make status',
      );
    await sleep(SETTLE_STEP_MS);
    if (signal.aborted) throw new Cancelled();
  }
  progress.end();
}

type ShowProgress = (title: string, total: number) => Progress;
type WithProgress = <Item>(title: string, items: readonly Item[], work: (item: Item) => Promise<void>) => Promise<void>;

const withProgressBy =
  (progressOf: ShowProgress, signal: AbortSignal): WithProgress =>
  async (title, items, work) => {
    if (items.length === 0) return;
    const progress = progressOf(title, items.length);
    try {
      await forEachAtOnce(
        items,
        AT_ONCE,
        async (item) => {
          await work(item);
          progress.add();
        },
        signal,
      );
    } finally {
      progress.end();
    }
  };
