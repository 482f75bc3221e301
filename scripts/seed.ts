import { styleText } from 'node:util';
import { defaultStateDir } from '@enterwait/command-line/files';
import { readNumber } from '@enterwait/command-line/options';
import { renderTable } from '@enterwait/command-line/output';
import { runCli } from '../localstack/command/run-cli.ts';
import { enterPlan } from '../localstack/seed/enter.ts';
import { enterPeople, type SeedPerson } from '../localstack/seed/people.ts';
import { drawPlan, type SeedPlan } from '../localstack/seed/plan.ts';
import { seedClient } from '../localstack/seed/seed-client.ts';
import { attach } from '../localstack/stack/attach.ts';
import type { StartedStack } from '../localstack/stack/stack.ts';

/** The sample children's ages count back from this year, so that every run gives the same families, whatever the date. */
const YEAR = 2026;
/** LocalStack judges about ten commands a second, so its sample is smaller and ready in two minutes. */
const DEFAULT_FAMILIES = { embedded: 300, docker: 150 } as const;
const DEFAULT_NURSERIES = 200;

/**
 * `make seed`: enters sample families, daycares and applications into the running stack through its own endpoints. The same SEED (a
 * number) gives the same data, and a second run enters nothing twice. FAMILIES and NURSERIES set how many.
 */
await runCli(async (signal) => {
  const { stack } = attach(defaultStateDir);
  const plan = drawPlan({
    seed: readNumber('SEED', 1),
    families: readNumber('FAMILIES', DEFAULT_FAMILIES[stack.kind]),
    nurseries: readNumber('NURSERIES', DEFAULT_NURSERIES),
    year: YEAR,
  });
  console.log(describePlan(plan));
  const client = seedClient(stack);
  const entered = await enterPlan(stack, client, plan, signal);
  const people = await enterPeople(stack, client, plan);

  const { nurseries, children, commands, leftAlone } = entered;
  const nothing = nurseries + children + commands === 0;
  console.log(
    nothing
      ? `${styleText('green', '✓')} 이미 모두 있습니다 (everything was there already)`
      : `${styleText('green', '✓')} 새로 등록 (entered): 어린이집 ${nurseries} daycares · 아동 ${children} children · 명령 ${commands} commands`,
  );
  if (leftAlone > 0)
    console.log(`  손으로 바뀐 신청 ${leftAlone}건은 그대로 둠 (left alone: somebody went on with them)`);
  console.log(`\n${describePeople(stack, people)}`);
});

function describePlan({ nurseries, families, applications }: SeedPlan): string {
  const children = families.reduce((sum, family) => sum + family.children.length, 0);
  const fates = Map.groupBy(applications, ({ steps }) => steps.at(-1)?.type);
  const count = (type: string) => fates.get(type as never)?.length ?? 0;
  return renderTable([
    ['가족 families', String(families.length), '아동 children', String(children)],
    ['어린이집 daycares', String(nurseries.length), '신청 applications', String(applications.length)],
    ['대기 waiting', String(count('Request')), '승인 accepted', String(count('Accept'))],
    ['반려 rejected', String(count('Reject')), '취소·퇴소 cancelled, left', String(count('Cancel') + count('Leave'))],
  ]);
}

function describePeople(stack: StartedStack, people: readonly SeedPerson[]): string {
  const rows = people.map(({ where, email, who }) => ['  ', where, email, who]);
  return `로그인 (sign in), 비밀번호 (password) ${styleText('bold', stack.demo.password)}\n${renderTable(rows)}`;
}
