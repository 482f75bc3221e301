import { STATUS } from '@enterwait/domain/protocol';
import { enterPerson, post, postForm, sameOrigin, signIn, urlOf } from '../../support/commands/api.ts';
import { anAddress, anApplication, CHILD_FORM, HOME } from '../../support/commands/samples.ts';
import { SIGN_UP_TICKED, ticking } from '../../support/people/consents.ts';
import { Visitor } from '../../support/people/visitor.ts';
import { everywhere, mailsArrived } from '../../support/scenarios/outcome.ts';
import { rowsOf } from '../../support/stack/databases.ts';

const PASSWORD = 'a long enough password';

const userOf = async (email: string): Promise<string> =>
  (await rowsOf<{ user_id: string }>('enterwait', 'SELECT user_id FROM person WHERE email = ?', [email]))[0]?.user_id ??
  '';
const saidBy = async (userId: string): Promise<string[]> =>
  (
    await rowsOf<{ kind: string; version: string; event: string }>(
      'enterwait',
      'SELECT kind, version, event FROM consent WHERE user_id = ? ORDER BY seq',
      [userId],
    )
  ).map(({ kind, event }) => `${kind} ${event}`);

/** Registers a child and a contact through the pages. */
async function settle(parent: Visitor): Promise<void> {
  await parent.submit(await parent.open('/children/new'), '/children/new', CHILD_FORM);
  await parent.submit(await parent.open('/profile'), '/profile', { tel: '010-1234-5678', ...HOME });
}
const check = async (parent: Visitor, typed: Record<string, string | readonly string[]>) =>
  parent.submit(await parent.open('/apply?nursery_id=N00001'), '/apply/check', typed);

test('nobody signs up without agreeing, to the text that is in force', async () => {
  const fields = { name: '김민준', email: anAddress(), password: PASSWORD };
  for (const wrong of [{}, { consent_account: '2000-01-01' }, { consent_account: 'on' }]) {
    const answer = await postForm(`${urlOf('enterwait')}/sign-up`, { ...fields, ...wrong });
    expect(answer.status).toBe(422);
    expect(await answer.text()).toContain('개인정보 수집·이용 동의');
  }
  expect(await userOf(fields.email)).toBe('');
  expect((await postForm(`${urlOf('enterwait')}/sign-up`, { ...fields, ...SIGN_UP_TICKED })).status).toBe(200);
  await mailsArrived(fields.email, 1);
  const userId = await userOf(fields.email);
  expect(await saidBy(userId)).toEqual(['account given']);
  // Typing the address of an account consents to nothing on its behalf.
  await postForm(`${urlOf('enterwait')}/sign-up`, { ...fields, ...SIGN_UP_TICKED });
  await mailsArrived(fields.email, 2);
  expect(await saidBy(userId)).toEqual(['account given']);
});

test('the first application asks for what goes to the daycare, and for what is sensitive where that is claimed', async () => {
  const email = anAddress();
  const parent = await Visitor.signedUp('김민준', email, PASSWORD);
  await settle(parent);
  const userId = await userOf(email);
  const refused = await check(parent, { first: ['working-parents'] });
  expect([refused.status, refused.text]).toEqual([422, expect.stringContaining('동의가 필요합니다')]);
  // An address that would check the box for somebody.
  const tricked = await parent.open(`/apply?nursery_id=N00001&${new URLSearchParams(ticking('provision'))}`);
  expect(tricked.html).not.toMatch(/name="consent_provision"[^>]*checked/);
  const sensitive = await check(parent, { first: ['disabled-child'], ...ticking('provision') });
  expect(sensitive.status).toBe(422);
  expect(await saidBy(userId)).toEqual(['account given']);

  const checked = await check(parent, { first: ['working-parents'], ...ticking('provision') });
  expect(checked.status).toBe(200);
  const asked = await parent.submit(checked, '/apply');
  expect(asked.path).toContain('?done=requested');
  expect(await saidBy(userId)).toEqual(['account given', 'provision given']);
  // The question is not asked twice.
  expect((await parent.open('/apply?nursery_id=N00002')).html).not.toContain('consent_provision');
});

test('what was given is shown, taken back, and given again; without it there is no application', async () => {
  const email = anAddress();
  const parent = await Visitor.signedUp('김민준', email, PASSWORD);
  await settle(parent);
  const userId = await userOf(email);
  await parent.submit(await parent.open('/consents'), '/consents', ticking('provision', 'sensitive'));
  const checked = await check(parent, { first: ['disabled-child'] });
  expect(checked.status).toBe(200);

  const path = '/consents/provision/withdraw';
  const withdrawn = await parent.submit(await parent.open(path), path);
  expect([withdrawn.path, withdrawn.text]).toEqual(['/consents?done=withdrawn', expect.stringContaining('철회함')]);
  // The command itself refuses the earlier form.
  const late = await parent.submit(checked, '/apply');
  expect([late.status, late.text]).toEqual([403, expect.stringContaining('동의해 주세요')]);
  await parent.submit(await parent.open('/consents'), '/consents', ticking('provision'));
  expect((await parent.submit(checked, '/apply')).path).toContain('?done=requested');
  expect(await saidBy(userId)).toEqual([
    'account given',
    'provision given',
    'sensitive given',
    'provision withdrawn',
    'provision given',
  ]);
  const [audited] = await rowsOf<{ n: number }>(
    'enterwait',
    "SELECT COUNT(*) AS n FROM audit WHERE actor_id = (SELECT id FROM person WHERE email = ?) AND action LIKE '%-consent'",
    [email],
  );
  expect(Number(audited?.n)).toBe(4);
  expect((await parent.open('/consents/account/withdraw')).status).toBe(404);
});

test('a parent whom the agency entered is asked, over the API as well; a key is not', async () => {
  const application = anApplication({ parent_email: anAddress() });
  const { parent_email: email, parent_name: name, user_id } = application;
  await enterPerson('enterwait', { email, name, password: PASSWORD, role: 'parent', user_id });
  const parent = await Visitor.signedIn('enterwait', email, PASSWORD);
  await settle(parent);
  const [child] = await rowsOf<{ child_id: string }>('enterwait', 'SELECT child_id FROM child WHERE user_id = ?', [
    user_id,
  ]);
  const body = { ...application, child_id: child?.child_id ?? '' };
  const url = `${urlOf('enterwait')}/enterwait/request`;
  const headers = { ...(await signIn('enterwait', email, PASSWORD)), ...sameOrigin(url) };
  const refused = await post(url, body, headers);
  expect(refused).toMatchObject({
    status: 403,
    json: { code: 'consent-required', errors: [{ field: 'account' }, { field: 'provision' }] },
  });
  expect((await parent.open('/apply?nursery_id=N00001')).html).toContain('consent_account');
  await parent.submit(await parent.open('/consents'), '/consents', ticking('account', 'provision'));
  expect((await post(url, body, headers)).status).toBe(202);
  await everywhere(body, STATUS.requested, 1);
});

test('the privacy notice is there for everybody, and every page leads to it', async () => {
  const url = urlOf('enterwait');
  const notice = await fetch(`${url}/privacy`);
  const text = await notice.text();
  expect(notice.status).toBe(200);
  for (const words of ['개인정보 처리방침', '보유 기간', '거부할 권리', '개인정보 보호책임자'])
    expect(text).toContain(words);
  expect(await (await fetch(`${url}/sign-in`)).text()).toContain('href="/privacy"');
});
