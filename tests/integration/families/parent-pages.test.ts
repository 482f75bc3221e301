import { randomUUID } from 'node:crypto';
import { STATUS } from '@enterwait/domain/protocol';
import { asProgram, call, parents, post, staff, urlOf } from '../../support/commands/api.ts';
import { aNursery, anAddress, anApplication, CHILD_FORM, HOME } from '../../support/commands/samples.ts';
import { ticking } from '../../support/people/consents.ts';
import { fieldsOf, type SeenPage, Visitor } from '../../support/people/visitor.ts';
import { everywhere } from '../../support/scenarios/outcome.ts';
import { databaseOf, rowsOf } from '../../support/stack/databases.ts';
import { eventually } from '../../support/stack/eventually.ts';

const PASSWORD = 'a long enough password';

/** A new parent with a child and everything else that an application needs. */
async function aFamily(): Promise<{ parent: Visitor; childId: string; email: string }> {
  const email = anAddress();
  const parent = await Visitor.signedUp('김민준', email, PASSWORD);
  const added = await parent.submit(await parent.open('/children/new'), '/children/new', CHILD_FORM);
  expect([added.status, added.path]).toEqual([200, '/children?done=added']);
  const profile = await parent.open('/profile');
  expect((await parent.submit(profile, '/profile', { tel: '010-1234-5678', ...HOME })).text).toContain('저장했습니다');
  return { parent, childId: /\/children\/(\d{15})\/edit/.exec(added.html)?.[1] ?? '', email };
}

const check = async (parent: Visitor, nurseryId: string, chosen: Record<string, readonly string[]> = {}) =>
  parent.submit(await parent.open(`/apply?nursery_id=${nurseryId}`), '/apply/check', {
    ...ticking('provision', 'sensitive'),
    ...chosen,
  });
const apply = async (parent: Visitor, nurseryId: string, chosen: Record<string, readonly string[]> = {}) =>
  parent.submit(await check(parent, nurseryId, chosen), '/apply');

const shows = (parent: Visitor, path: string, ...words: string[]): Promise<SeenPage> =>
  eventually(async () => {
    const page = await parent.open(path);
    for (const word of words) expect(page.text).toContain(word);
    return page;
  });

test('a parent’s way without scripts: sign up, a child, a daycare, the line, the answer, out again', async () => {
  const email = anAddress();
  const parent = await Visitor.signedUp('김민준', email, PASSWORD);
  expect((await parent.open('/')).text).toContain('먼저 아동을 등록해 주세요');
  // The page says what is still missing, each with a link.
  expect((await parent.open('/apply?nursery_id=N00001')).html).toContain('href="/children/new"');
  await parent.submit(await parent.open('/children/new'), '/children/new', CHILD_FORM);
  const missing = await parent.open('/apply?nursery_id=N00001');
  const profile = /href="(\/profile\?next=[^"]*)"/.exec(missing.html)?.[1] ?? '';
  const back = await parent.submit(await parent.open(profile), '/profile', { tel: '010-1234-5678', ...HOME });
  expect(back.path).toBe('/apply?nursery_id=N00001');

  const found = await parent.open(`/daycares?q=${encodeURIComponent('햇살')}`);
  expect(found.text).toContain('햇살어린이집');
  expect(found.html).toContain('href="/apply?nursery_id=N00001"');

  const chosen = { first: ['working-parents', 'two-infants'], second: ['sibling'] };
  const checked = await check(parent, 'N00001', chosen);
  expect(checked.text).toContain('1순위 400점, 2순위 50점');
  expect(checked.text).toContain(email);
  const asked = await parent.submit(checked, '/apply');
  expect(asked.path).toMatch(/^\/applications\/20240315\d{7}N00001\?done=requested$/);
  const path = asked.path.replace(/\?.*/, '');
  const requestId = path.replace('/applications/', '');

  const waiting = await shows(parent, path, '대기 중', '대기 순서', '앞에', '1순위 400점');
  // The part that refreshes itself has nothing to say while nothing has changed.
  const live = /hx-get="([^"]*)"/.exec(waiting.html)?.[1] ?? '';
  expect((await parent.open(live)).status).toBe(204);

  const [row] = await rowsOf<Record<string, string>>('enterwait', 'SELECT * FROM request WHERE request_id = ?', [
    requestId,
  ]);
  const application = anApplication({ child_id: row!.child_id!, user_id: row!.user_id!, parent_email: email });
  expect(row).toMatchObject({ parent_name: '김민준', parent_tel: '010-1234-5678', points: 400, tie_points: 50 });
  // The parents' side may know the judge's answer before the daycare has the application.
  await everywhere(application, STATUS.requested, 1);
  const note = encodeURIComponent('서류가 부족합니다');
  const rejected = await post(`${urlOf('nursery')}/request/reject`, application, {
    ...asProgram(),
    'enterwait-note': note,
  });
  expect(rejected.status).toBe(202);
  const answered = await shows(parent, path, '반려', '사유', '서류가 부족합니다', '어린이집이 신청을 반려했습니다');
  expect((await parent.open(live)).status).toBe(200);

  // Apply again from the page itself, and withdraw again.
  const again = /href="(\/apply\?[^"]*)"/.exec(answered.html)?.[1]?.replaceAll('&amp;', '&') ?? '';
  await parent.submit(await parent.submit(await parent.open(again), '/apply/check'), '/apply');
  await everywhere(application, STATUS.requested, 3);
  await parent.submit(await parent.open(`${path}/cancel`), `${path}/cancel`);
  await everywhere(application, STATUS.cancelled, 4);
  await shows(parent, path, '취소됨', '신청을 취소했습니다', '다시 신청하기');
  expect((await parent.open('/applications')).text).toContain('지난 신청');
});

test('a form that is sent twice at once is one application', async () => {
  const { parent, childId } = await aFamily();
  const fields = fieldsOf((await check(parent, 'N00001')).html, '/apply');
  const answers = await Promise.all([1, 2, 3, 4].map(() => parent.send('/apply', fields)));
  expect(answers.map((answer) => [answer.status, answer.headers.get('location')])).toEqual(
    Array.from({ length: 4 }, () => [303, `/applications/${childId}N00001?done=requested`]),
  );
  const commands = await rowsOf('enterwait', 'SELECT event_id FROM command WHERE request_id = ?', [`${childId}N00001`]);
  expect(commands).toHaveLength(1);
});

test('a child waits at three daycares, at two once it has a place, also when all are asked at the same moment', async () => {
  const { parent, childId } = await aFamily();
  const daycares = ['N00001', 'N00002', 'N00003', 'N00004', 'N00005'];
  const forms = await Promise.all(daycares.map((nurseryId) => check(parent, nurseryId)));
  const answers = await Promise.all(forms.map(({ html }) => parent.send('/apply', fieldsOf(html, '/apply'))));
  expect(answers.map(({ status }) => status).sort()).toEqual([303, 303, 303, 409, 409]);
  const refused = answers.find(({ status }) => status === 409);
  expect(await refused!.text()).toContain('한 아동은 동시에 3곳까지만');

  const at = daycares.filter((_, index) => answers[index]!.status === 303);
  const [row] = await rowsOf<Record<string, string>>('enterwait', 'SELECT * FROM request WHERE request_id = ?', [
    `${childId}${at[0]}`,
  ]);
  const first = anApplication({ child_id: childId, user_id: row!.user_id!, nursery_id: at[0]! });
  await everywhere(first, STATUS.requested, 1);
  expect((await staff.accept(first)).status).toBe(202);
  await everywhere(first, STATUS.accepted, 2);
  const other = daycares.find((id) => !at.includes(id))!;
  const full = await parent.submit(await parent.open(`/apply?nursery_id=${other}`), '/apply/check', {});
  expect([full.status, full.text]).toEqual([422, expect.stringContaining('2곳까지만')]);
  // The limit does not depend on the pages.
  const byApi = await parents.request(anApplication({ child_id: childId, user_id: row!.user_id!, nursery_id: other }));
  expect([byApi.status, byApi.json.code]).toEqual([409, 'too-many-applications']);
});

test('a child with an open application stays on the list, and it is said why; then it goes', async () => {
  const { parent, childId } = await aFamily();
  const path = (await apply(parent, 'N00001')).path.replace(/\?.*/, '');
  const remove = `/children/${childId}/remove`;
  const blocked = await parent.open(remove);
  expect(blocked.text).toContain('진행 중인 신청이 있어 삭제할 수 없습니다');
  expect(blocked.html).toContain(`href="${path}"`);
  expect((await parent.submit(blocked, remove)).status).toBe(409);
  await shows(parent, path, '대기 중');
  await parent.submit(await parent.open(`${path}/cancel`), `${path}/cancel`);
  await shows(parent, path, '취소됨');
  expect((await parent.submit(await parent.open(remove), remove)).path).toBe('/children?done=removed');
  expect((await parent.open('/children')).text).toContain('등록한 아동이 없습니다');
  // Applications remain visible.
  expect((await parent.open(path)).status).toBe(200);
});

test('nobody sees or touches another parent’s child or application', async () => {
  const { parent, childId } = await aFamily();
  const path = (await apply(parent, 'N00001')).path.replace(/\?.*/, '');
  const { parent: stranger } = await aFamily();
  const others = [path, `${path}/live`, `${path}/cancel`, `/children/${childId}/edit`, `/children/${childId}/remove`];
  for (const other of others) {
    const seen = await stranger.open(other);
    expect([other, seen.status]).toEqual([other, 403]);
    expect(seen.text).not.toContain('김하늘');
  }
  for (const action of [`${path}/cancel`, `/children/${childId}/edit`, `/children/${childId}/remove`]) {
    const answer = await stranger.send(action, [], { submission: randomUUID(), ...CHILD_FORM });
    expect([action, answer.status]).toEqual([action, 403]);
  }
  const taken = await stranger.send('/apply', [], {
    child_id: childId,
    nursery_id: 'N00002',
    submission: randomUUID(),
  });
  expect(taken.status).toBe(422);
  expect((await stranger.open('/applications')).html).not.toContain(childId);
});

test('the link of a mail leads to its application; somebody else’s leads nowhere', async () => {
  const { parent, childId } = await aFamily();
  const path = (await apply(parent, 'N00001')).path.replace(/\?.*/, '');
  const [command] = await rowsOf<{ event_id: string }>(
    'enterwait',
    'SELECT event_id FROM command WHERE request_id = ?',
    [`${childId}N00001`],
  );
  expect((await parent.open(`/a/${command!.event_id}`)).path).toBe(path);
  expect((await parent.open(`/a/${randomUUID()}`)).path).toBe('/applications');
  const { parent: stranger } = await aFamily();
  expect((await stranger.open(`/a/${command!.event_id}`)).status).toBe(403);
});

test('what is wrong with a form is said beside what was typed; what is no daycare is not found', async () => {
  const { parent } = await aFamily();
  const wrong = await parent.submit(await parent.open('/children/new'), '/children/new', {
    ...CHILD_FORM,
    name: '<script>alert(1)</script>',
    birthday: '2999-01-01',
  });
  expect(wrong.status).toBe(422);
  expect(wrong.html).toContain('href="#f-birthday"');
  expect(wrong.html).toContain('value="&lt;script>alert(1)&lt;/script>"');
  expect((await parent.open(`/apply?nursery_id=${aNursery()}`)).status).toBe(404);
  const invented = await parent.submit(await parent.open('/apply?nursery_id=N00001'), '/apply/check', {
    first: ['president'],
  });
  expect([invented.status, invented.text]).toEqual([422, expect.stringContaining('목록에 없는 항목입니다')]);
});

test('daycares are found by name, address and number, page by page; what SQL would read otherwise is text', async () => {
  const { parent } = await aFamily();
  for (const [q, name] of [
    ['푸른숲', '푸른숲어린이집'],
    ['해운대구', '새싹어린이집'],
    ['n00004', '별빛어린이집'],
  ] as const) {
    expect((await parent.open(`/daycares?q=${encodeURIComponent(q)}`)).text).toContain(name);
  }
  for (const q of ['%', '_', "' OR 1=1 --", '\\']) {
    const seen = await parent.open(`/daycares?q=${encodeURIComponent(q)}`);
    expect([q, seen.status, seen.text]).toEqual([q, 200, expect.stringContaining('어린이집이 없습니다')]);
  }
  expect((await parent.open('/daycares?page=9999')).status).toBe(200);
  expect((await parent.open('/daycares?page=x')).status).toBe(200);
});

test('every page is of this host alone, under a policy without exceptions', async () => {
  const { parent } = await aFamily();
  for (const path of ['/', '/daycares', '/children', '/profile', '/applications', '/apply?nursery_id=N00001']) {
    const { html } = await parent.open(path);
    expect(html).not.toMatch(/(?:src|href)="(?:https?:)?\/\/|<script(?! src="\/assets\/)|<style|\sstyle="|\son\w+="/);
  }
  const { headers } = await call(`${urlOf('enterwait')}/`, { headers: { accept: 'text/html' } });
  const policy = headers.get('content-security-policy') ?? '';
  expect(policy).toContain("script-src 'self'");
  expect(policy).not.toMatch(/unsafe|https?:|data:/);
  const nothing = await call(`${urlOf('enterwait')}/nothing-here`, { headers: { accept: 'text/html' } });
  expect([nothing.status, String(nothing.json.text)]).toEqual([404, expect.stringContaining('찾을 수 없습니다')]);
  // A signed-in person stays signed in on a page that does not exist.
  expect((await parent.open('/nothing-here')).html).toContain('로그아웃');
});

test('what came in before a rule was made goes on: the child of such a name is applied for and withdrawn', async () => {
  const { parent, childId, email } = await aFamily();
  await databaseOf('enterwait').execute('UPDATE child SET name = ? WHERE child_id = ?', [
    '김\u200b하늘\u3164',
    childId,
  ]);
  const asked = await apply(parent, 'N00001');
  const path = `/applications/${childId}N00001`;
  expect(asked.path).toBe(`${path}?done=requested`);
  const [row] = await rowsOf<Record<string, string>>('enterwait', 'SELECT user_id FROM request WHERE child_id = ?', [
    childId,
  ]);
  const application = anApplication({ child_id: childId, user_id: row!.user_id!, parent_email: email });
  await everywhere(application, STATUS.requested, 1);
  await parent.submit(await parent.open(`${path}/cancel`), `${path}/cancel`);
  await everywhere(application, STATUS.cancelled, 2);
  // If typed today it is refused.
  const edit = await parent.open(`/children/${childId}/edit`);
  expect((await parent.submit(edit, `/children/${childId}/edit`)).text).toContain('보이지 않는 문자');
});
