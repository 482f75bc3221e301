import { randomInt } from 'node:crypto';
import { STATUS } from '@enterwait/domain/protocol';
import {
  asAdmin,
  asOperator,
  asProgram,
  call,
  enterKey,
  enterPerson,
  parents,
  post,
  postForm,
  signIn,
  staff,
  urlOf,
  withKey,
} from '../../support/commands/api.ts';
import { BAD_BODIES } from '../../support/commands/bad-bodies.ts';
import { anApplication, idOf } from '../../support/commands/samples.ts';
import { SIGN_UP_TICKED } from '../../support/people/consents.ts';
import { signUpUnverified, tokenMailed, verifyAddress } from '../../support/people/signing-up.ts';
import { everywhere } from '../../support/scenarios/outcome.ts';
import { eventually } from '../../support/stack/eventually.ts';
import { logsSoFar } from '../../support/stack/logs.ts';
import { theStack } from '../../support/stack/stack.ts';

/** A word that appears nowhere else, so that finding it anywhere means something. */
const run = String(randomInt(10 ** 6)).padStart(6, '0');
const hangul = [...run].map((digit) => '가나다라마바사아자차'[Number(digit)]).join('');
const secret = (what: string): string => `${what}${hangul}`;

const FAMILY = {
  child_name: secret('비밀하늘'),
  parent_name: secret('비밀민준'),
  parent_tel: `010-${run.slice(0, 4)}-77${run.slice(4)}`,
  parent_address: secret('비밀시 비밀로 1 '),
  parent_email: `secret-${run}@families.example.com`,
} as const;
const PASSWORD = `correct horse ${run}`;
const NEW_PASSWORD = `battery staple ${run}`;
const WRONG_PASSWORD = `guessed wrongly ${run}`;

/** What no log may contain. Ids are allowed: a request_id holds the number of a child, and an operator finds an application by it. */
const forbidden = new Map<string, string>();
const forbid = (what: string, value: string | undefined): void => {
  if (value !== undefined && value !== '') forbidden.set(value, what);
};

/** One session's cookie, without its name. */
const sessionIn = (headers: Record<string, string>): string | undefined =>
  /session_token=([^;]+)/.exec(headers.cookie ?? '')?.[1];

const enterwait = () => urlOf('enterwait');

test('what belongs to a person, and what opens a door, stands in no log of any part', async () => {
  const begun = Date.now();
  for (const [field, value] of Object.entries(FAMILY)) forbid(field, value);
  for (const [what, value] of Object.entries({ PASSWORD, NEW_PASSWORD, WRONG_PASSWORD })) forbid(what, value);
  for (const [what, value] of Object.entries(theStack().keys)) forbid(`key of ${what}`, value);
  forbid('admin token', theStack().adminToken);
  forbid('demo password', theStack().demo.password);
  forbid('webhook secret', theStack().webhookSecret);

  // An account is created, left, returned to and forgotten, with everything that can be typed wrongly.
  const { parent_email: email, parent_name: name } = FAMILY;
  const session = await signUpUnverified({ name, email, password: PASSWORD });
  forbid('token of the address', await tokenMailed(email, '/verify'));
  await verifyAddress(email);
  forbid('session', sessionIn(session));
  await postForm(`${enterwait()}/sign-up`, { name, email, password: PASSWORD, ...SIGN_UP_TICKED });
  await postForm(`${enterwait()}/sign-up`, { name, email: `no address ${email}`, password: run });
  await postForm(`${enterwait()}/sign-in`, { email, password: WRONG_PASSWORD });
  await postForm(`${enterwait()}/sign-in`, { email: `other-${email}`, password: WRONG_PASSWORD });
  const page = await fetch(`${enterwait()}/account?who=${encodeURIComponent(name)}`, {
    headers: { ...session, accept: 'text/html' },
  });
  expect(await page.text()).toContain(name);
  await fetch(`${enterwait()}/${encodeURIComponent(name)}/${email}`, { headers: session });
  await postForm(`${enterwait()}/forgot`, { email });
  const token = await tokenMailed(email, '/reset');
  forbid('reset token', token);
  await fetch(`${enterwait()}/reset?token=${token}`, { headers: { accept: 'text/html' } });
  expect((await postForm(`${enterwait()}/reset`, { token, password: NEW_PASSWORD })).status).toBe(303);
  await postForm(`${enterwait()}/reset`, { token, password: NEW_PASSWORD });
  forbid('second session', sessionIn(await signIn('enterwait', email, NEW_PASSWORD)));
  await enterPerson('nursery', { email, name, password: PASSWORD, role: 'staff', nursery_id: 'N00002' });
  forbid('session of staff', sessionIn(await signIn('nursery', email, PASSWORD)));

  // An application goes through the whole pipeline: stored, refused, accepted, withdrawn by an operator, and requested wrongly.
  const application = anApplication(FAMILY);
  expect((await parents.request(application)).status).toBe(202);
  await everywhere(application, STATUS.requested, 1);
  await parents.request(application);
  const why = { ...asProgram(), 'enterwait-note': encodeURIComponent(secret('이유')) };
  forbid('note', secret('이유'));
  await post(`${urlOf('nursery')}/request/reject`, application, why);
  await staff.accept(application);
  await eventually(async () => expect((await parents.look(application)).json.version).toBe(2));
  await call(`${urlOf('management')}/requests/${idOf(application)}`, { headers: asOperator() });
  for (const { body, contentType } of BAD_BODIES) {
    // The same faults, with this family's words in them.
    const personal =
      typeof body === 'string'
        ? body.replaceAll('김하늘', FAMILY.child_name).replaceAll('user@email.com', email)
        : body;
    const headers = { ...asProgram(), ...(contentType === undefined ? {} : { 'content-type': contentType }) };
    await post(`${enterwait()}/enterwait/request`, personal, headers);
    await post(`${urlOf('nursery')}/request/accept`, personal, headers);
  }
  await post(`${enterwait()}/request/accept`, application, { 'webhook-signature': `v1,${run}` });

  // Keys: a valid one and invalid ones.
  const key = await enterKey('nursery', `scan-${run}`, { role: 'program' });
  forbid('new key', key);
  await call(`${urlOf('nursery')}/audit`, { headers: withKey(key) });
  forbid('wrong key', `ew_wrong${run}`);
  await call(`${urlOf('nursery')}/audit`, { headers: withKey(`ew_wrong${run}`) });
  await call(`${enterwait()}/admin/children/${application.child_id}`, {
    method: 'PUT',
    headers: { ...asAdmin(), 'content-type': 'application/json' },
    body: JSON.stringify({ user_id: application.user_id, name: FAMILY.child_name, birthday: '29990101' }),
  });

  // A Lambda's lines arrive a moment after it.
  await eventually(async () => {
    const all = await logsSoFar(begun);
    for (const name of ['SQSToDynamoDB', 'SendEmail', 'SQSToNursery'])
      expect(all.find((log) => log.name === name)?.text).not.toBe('');
    const text = all.map((log) => log.text).join('\n');
    // Only of this run: its lines are recognised by their ids.
    expect(text).toContain(idOf(application));
    expect(text).toContain('a mail about an account was handed over');
  });
  const logs = await logsSoFar(begun);
  const found = logs.flatMap((log) =>
    [...forbidden]
      .flatMap(([value, what]) => [
        [what, value] as const,
        [`${what} (encoded)`, encodeURIComponent(value)] as const,
        [
          `${what} (escaped)`,
          JSON.stringify(value)
            .slice(1, -1)
            .replaceAll(/[^\x20-\x7e]/g, escaped),
        ] as const,
      ])
      .filter(([, value]) => log.text.includes(value))
      .map(([what]) => `${log.name}: ${what}`),
  );
  expect([...new Set(found)]).toEqual([]);
});

const escaped = (letter: string): string => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`;
