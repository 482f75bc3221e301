import type { Application } from '@enterwait/domain/application';
import { STATUS, SYSTEMS, type System } from '@enterwait/domain/protocol';
import { endMaintenance, startMaintenance } from '@enterwait/operations/backup';
import { asOperator, call, operators, parents, postForm, signIn, staff, urlOf } from '../../support/commands/api.ts';
import { anApplication, idOf } from '../../support/commands/samples.ts';
import { everywhere } from '../../support/scenarios/outcome.ts';
import { rowCounts } from '../../support/stack/databases.ts';
import { eventually } from '../../support/stack/eventually.ts';
import { theStack } from '../../support/stack/stack.ts';

const CLOSED = '점검 중입니다';

const urlOfDatabase = {
  enterwait: () => theStack().enterwaitDatabaseUrl,
  nursery: () => theStack().nurseryDatabaseUrl,
};
const openAll = () => Promise.all(SYSTEMS.map((system) => endMaintenance(urlOfDatabase[system]())));

const page = async (system: System, path: string, cookie: Record<string, string>) => {
  const response = await fetch(urlOf(system) + path, { headers: { accept: 'text/html', ...cookie } });
  return { status: response.status, html: await response.text() };
};

let waiting: Application;
let decided: Application;
let parent: Record<string, string>;
let teacher: Record<string, string>;
beforeAll(async () => {
  [parent, teacher] = [await signIn('enterwait'), await signIn('nursery')];
  [waiting, decided] = [anApplication(), anApplication()];
  for (const application of [waiting, decided]) {
    await parents.request(application);
    await everywhere(application, STATUS.requested, 1);
  }
  await Promise.all(SYSTEMS.map((system) => startMaintenance(urlOfDatabase[system]())));
});
afterAll(openAll);

test('no command is taken, and whoever asks is told when to come back', async () => {
  const before = await Promise.all(SYSTEMS.map(rowCounts));
  const answers = await Promise.all([
    parents.request(anApplication()),
    parents.cancel(waiting),
    staff.accept(waiting),
    staff.reject(waiting),
  ]);
  for (const { status, json, headers } of answers) {
    expect([status, json.code, headers.get('retry-after')]).toEqual([503, 'maintenance', '60']);
    expect(json.title).toMatch(/^점검.* \/ closed/);
  }
  expect(await Promise.all(SYSTEMS.map(rowCounts))).toEqual(before);
});

test('what was decided elsewhere comes in, and everything may be looked at', async () => {
  await operators.cancel(decided);
  await everywhere(decided, STATUS.cancelled, 2);
  for (const system of SYSTEMS) {
    expect((await call(`${urlOf(system)}/readyz`)).status).toBe(200);
    const { status, json } = await call(`${urlOf(system)}/requests/${idOf(decided)}`, { headers: asOperator() });
    expect([status, json.status]).toEqual([200, STATUS.cancelled]);
  }
});

test('a page that was just shown open says so soon after the doors have closed', async () => {
  for (const [system, path, cookie] of [
    ['enterwait', '/', parent],
    ['nursery', '/waiting', teacher],
  ] as const) {
    await endMaintenance(urlOfDatabase[system]());
    await eventually(async () => expect((await page(system, path, cookie)).html).not.toContain(CLOSED));
    await startMaintenance(urlOfDatabase[system]());
    await eventually(async () => expect((await page(system, path, cookie)).html).toContain(CLOSED));
  }
});

test('pages say so and offer nothing; a form that was open is refused in words', async () => {
  for (const [system, path, cookie] of [
    ['enterwait', '/', parent],
    ['enterwait', '/daycares', parent],
    ['enterwait', '/apply?nursery_id=N00001', parent],
    ['nursery', '/waiting', teacher],
    ['nursery', '/children', teacher],
  ] as const) {
    const { status, html } = await page(system, path, cookie);
    expect(status).toBeLessThan(500);
    expect(html).toContain(CLOSED);
    expect(html).toContain('Closed for maintenance');
    expect(html).not.toMatch(/href="\/apply\?|action="\/apply|\/(accept|reject|leave)[?"]/);
  }
  const form = await postForm(
    `${urlOf('nursery')}/applications/${idOf(waiting)}/accept`,
    { key: crypto.randomUUID(), round: '1' },
    teacher,
  );
  // Nothing is decided now, at its own daycare or elsewhere.
  expect([403, 404, 503]).toContain(form.status);
});

test('operators see it', async () => {
  const operator = await signIn('management');
  const response = await fetch(`${urlOf('management')}/console/health`, {
    headers: { accept: 'text/html', ...operator },
  });
  const html = await response.text();
  expect(html).toContain('점검 중, 명령을 받지 않음');
  for (const system of SYSTEMS) {
    const { json } = await call(`${urlOf(system)}/metrics`, { headers: asOperator() });
    expect(String(json.text)).toMatch(/^enterwait_maintenance\{service="\w+"\} 1$/m);
  }
});

test('open again, everything is taken', async () => {
  await openAll();
  expect((await staff.accept(waiting)).status).toBe(202);
  await everywhere(waiting, STATUS.accepted, 2);
  await eventually(async () => expect((await page('enterwait', '/daycares', parent)).html).not.toContain(CLOSED));
});
