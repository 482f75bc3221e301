import { randomInt } from 'node:crypto';
import type { Application } from '@enterwait/domain/application';
import { STATUS } from '@enterwait/domain/protocol';
import { enterPerson, parents, postForm, signIn, urlOf } from '../../support/commands/api.ts';
import { anApplication, idOf } from '../../support/commands/samples.ts';
import { arrivedAtNursery } from '../../support/scenarios/scenario.ts';
import { confirmedIn, rowsOf } from '../../support/stack/databases.ts';
import { eventually } from '../../support/stack/eventually.ts';

/** What staff do on the pages, as in a browser without scripts: links and forms. */

const PASSWORD = 'a password of this test 7';
let nursery_id: string;
let staffs: Record<string, string>[];

const get = async (path: string, cookie: Record<string, string>) => {
  const response = await fetch(urlOf('nursery') + path, {
    headers: { accept: 'text/html', ...cookie },
    redirect: 'manual',
  });
  return { status: response.status, html: await response.text(), headers: response.headers };
};
const keyIn = (html: string): string => /name="key" value="([0-9a-f-]{36})"/.exec(html)?.[1] ?? 'no key';
const roundIn = (html: string): Record<string, string> => {
  const round = /name="round" value="(\w+)"/.exec(html)?.[1];
  return round === undefined ? {} : { round };
};

/** Opens a confirmation. @returns a function that sends it */
async function open(path: string, cookie: Record<string, string>, fields: Record<string, string> = {}) {
  const page = await get(path, cookie);
  return async () => {
    const response = await postForm(
      urlOf('nursery') + path,
      { key: keyIn(page.html), ...roundIn(page.html), ...fields },
      cookie,
    );
    return { status: response.status, to: response.headers.get('location'), html: await response.text() };
  };
}

/** Opens the confirmation and sends it, twice if told so. */
async function confirm(path: string, cookie: Record<string, string>, fields: Record<string, string> = {}, times = 1) {
  const send = await open(path, cookie, fields);
  return Promise.all(Array.from({ length: times }, send));
}
const pathOf = (application: Application, act = ''): string => `/applications/${idOf(application)}${act && `/${act}`}`;
const confirmed = (application: Application, status: number) =>
  eventually(async () => expect((await confirmedIn('nursery', idOf(application)))?.status).toBe(status));

async function waiting(count: number, overrides: Partial<Application> = {}): Promise<Application[]> {
  const applications = Array.from({ length: count }, () => anApplication({ nursery_id, ...overrides }));
  await Promise.all(applications.map(parents.request));
  await arrivedAtNursery(applications);
  return applications;
}

beforeAll(async () => {
  nursery_id = `S${String(randomInt(10 ** 5)).padStart(5, '0')}`;
  await rowsOf('nursery', 'INSERT INTO nursery (nursery_id, name, address, capacity) VALUES (?, ?, ?, ?)', [
    nursery_id,
    '햇살어린이집',
    '',
    2,
  ]);
  staffs = [];
  for (const name of ['one', 'two']) {
    const email = `${name}-${nursery_id.toLowerCase()}@example.com`;
    await enterPerson('nursery', { email, name: '박선생', password: PASSWORD, role: 'staff', nursery_id });
    staffs.push(await signIn('nursery', email, PASSWORD));
  }
});

test('the line, an acceptance, a rejection with its reason, and a child who leaves', async () => {
  const [cookie = {}] = staffs;
  const [first, second, third] = (await waiting(3)) as [Application, Application, Application];
  const list = await get('/waiting', cookie);
  expect(list.status).toBe(200);
  for (const application of [first, second, third]) expect(list.html).toContain(pathOf(application));
  expect(list.headers.get('cache-control')).toBe('no-store');

  // Sent twice by a double click, it is one command.
  const accepted = await confirm(pathOf(first, 'accept'), cookie, {}, 2);
  expect(accepted.map(({ status, to }) => [status, to])).toEqual(Array(2).fill([303, `${pathOf(first)}?done=accept`]));
  await confirmed(first, STATUS.accepted);
  expect((await get('/children', cookie)).html).toContain(pathOf(first, 'leave'));

  const [unreasoned] = await confirm(pathOf(second, 'reject'), cookie);
  expect(unreasoned?.status).toBe(422);
  expect(unreasoned?.html).toContain('is required');
  const reason = '서류의 주소가 <주민등록>과 다릅니다';
  const [rejected] = await confirm(pathOf(second, 'reject'), cookie, { reason });
  expect(rejected?.status).toBe(303);
  await confirmed(second, STATUS.rejected);
  const shown = await get(pathOf(second), cookie);
  expect(shown.html).toContain('서류의 주소가 &lt;주민등록>과 다릅니다');
  expect((await get('/waiting?view=rejected', cookie)).html).toContain(pathOf(second));
  expect((await get('/waiting', cookie)).html).not.toContain(pathOf(second));

  const [left] = await confirm(pathOf(first, 'leave'), cookie, { reason: '이사' });
  expect(left?.status).toBe(303);
  await confirmed(first, STATUS.cancelled);
  expect((await get('/children', cookie)).html).not.toContain(pathOf(first));
  expect((await get(pathOf(first), cookie)).html).toContain('퇴소 처리되었습니다');

  // A decided application cannot be decided again: the page shows its status and offers nothing.
  const again = await get(pathOf(second, 'accept'), cookie);
  expect([again.status, keyIn(again.html)]).toEqual([200, 'no key']);
  expect(again.html).toContain('반려했습니다');
  const [late] = await confirm(pathOf(second, 'accept'), cookie, { key: '018e3f00-0000-4000-8000-000000000001' });
  expect(late?.status).toBe(409);
  expect(late?.html).toContain('이미 반려되었습니다');
});

test('a page about an application that was made anew meanwhile decides nothing, says so, and asks about the new one', async () => {
  const [cookie = {}] = staffs;
  const [application] = (await waiting(1, { child_name: '다시운' })) as [Application];
  const list = await get('/waiting?name=%EB%8B%A4%EC%8B%9C%EC%9A%B4', cookie);
  const link = new RegExp(`href="(${pathOf(application, 'reject')}[^"]*)"`).exec(list.html)?.[1] ?? '';
  const send = await open(pathOf(application, 'reject'), cookie, { reason: '서류 미비' });
  await parents.cancel(application);
  await confirmed(application, STATUS.cancelled);
  await parents.request(application);
  await confirmed(application, STATUS.requested);

  const refused = await send();
  expect([refused.status, refused.html.includes('그 사이 다시 신청된 건입니다')]).toEqual([409, true]);
  expect([keyIn(refused.html), roundIn(refused.html)]).not.toEqual(['no key', {}]);
  expect((await get(link, cookie)).html).toContain('그 사이 다시 신청된 건입니다');
  expect((await confirmedIn('nursery', idOf(application)))?.status).toBe(STATUS.requested);
  const [anew] = await confirm(pathOf(application, 'reject'), cookie, { reason: '서류 미비' });
  expect(anew?.status).toBe(303);
  await confirmed(application, STATUS.rejected);
});

test('two staff click for the last place at once: one accepts, the other reads why not', async () => {
  const [one = {}, two = {}] = staffs;
  const [a, b, c] = (await waiting(3)) as [Application, Application, Application];
  expect((await confirm(pathOf(a, 'accept'), one))[0]?.status).toBe(303);
  // Both see a free place before either clicks; a page opened later would already say so.
  const clicks = [await open(pathOf(b, 'accept'), one), await open(pathOf(c, 'accept'), two)];
  const answers = await Promise.all(clicks.map((click) => click()));
  expect(answers.map(({ status }) => status).sort()).toEqual([303, 409]);
  expect(answers.find(({ status }) => status === 409)?.html).toContain('정원이 찼습니다');
  const children = await rowsOf('nursery', 'SELECT 1 FROM nursery_child WHERE nursery_id = ?', [nursery_id]);
  expect(children).toHaveLength(2);
  const list = await get('/waiting', one);
  expect(list.html).toContain('There is no place left.');
});

test('a list is narrowed by its filters, and a bad filter is told, not guessed', async () => {
  const [cookie = {}] = staffs;
  const [application] = (await waiting(1, { child_name: '나다운' })) as [Application];
  expect((await get('/waiting?name=%EB%8B%A4%EC%9A%B4', cookie)).html).toContain(pathOf(application));
  expect((await get('/waiting?name=%EC%97%86%EC%9D%8C', cookie)).html).toContain('No application matches.');
  const bad = await get('/waiting?age=99', cookie);
  expect([bad.status, bad.html.includes('choose from the list')]).toEqual([422, true]);
});

test('a live part is silent while nothing changes', async () => {
  const [cookie = {}] = staffs;
  const [application] = (await waiting(1)) as [Application];
  const page = await get(pathOf(application), cookie);
  const url = /hx-get="([^"]+)"/.exec(page.html)?.[1]?.replaceAll('&amp;', '&') ?? '';
  expect((await get(url, cookie)).status).toBe(204);
  await parents.cancel(application);
  await eventually(async () => {
    const part = await get(url, cookie);
    expect([part.status, part.html.includes('학부모가 신청을 취소했습니다')]).toEqual([200, true]);
  });
});

test('staff see and touch their own daycare alone; whoever is not signed in sees nothing', async () => {
  const [cookie = {}] = staffs;
  const stranger = anApplication();
  await parents.request(stranger);
  await arrivedAtNursery([stranger]);
  for (const path of [pathOf(stranger), pathOf(stranger, 'accept'), `${pathOf(stranger)}/state`])
    expect([path, (await get(path, cookie)).status]).toEqual([path, 403]);
  const forged = await postForm(
    urlOf('nursery') + pathOf(stranger, 'accept'),
    { key: '018e3f00-0000-4000-8000-000000000002' },
    cookie,
  );
  expect(forged.status).toBe(403);
  expect((await confirmedIn('nursery', idOf(stranger)))?.version).toBe(1);
  for (const path of ['/', '/waiting', '/children', pathOf(stranger)]) {
    const { status, html } = await get(path, {});
    expect([path, status, html.includes('나다운')]).toEqual([path, 401, false]);
  }
});
