import { type Counts, LIMIT_RULES, type RuleName } from '@enterwait/http/limits';
import { createSignInLimits } from './sign-in-limits.ts';

const EMAIL = 'user@email.com';
const [ATTACKER, HOME] = ['192.0.2.1', '192.0.2.2'];

/** Limits in memory, with a clock that stands still. */
function counting() {
  const tries = new Map<string, number>();
  const keyOf = (name: RuleName, of: readonly string[]) => [name, ...of].join(' ');
  const add = (key: string, n: number) => tries.set(key, (tries.get(key) ?? 0) + n);
  const verdict = (name: RuleName, key: string) => {
    const allowed = (tries.get(key) ?? 0) < (LIMIT_RULES[name]?.max ?? Number.POSITIVE_INFINITY);
    return { allowed, retryAfter: allowed ? null : 60 };
  };
  const counts: Counts = {
    count: async (name, ...of) => {
      const answer = verdict(name, keyOf(name, of));
      if (answer.allowed) add(keyOf(name, of), 1);
      return answer;
    },
    peek: async (name, ...of) => verdict(name, keyOf(name, of)),
    takeBack: async (name, ...of) => void add(keyOf(name, of), -1),
    clear: async (name, ...of) => {
      for (const key of tries.keys()) if (`${key} `.startsWith(`${keyOf(name, of)} `)) tries.delete(key);
    },
  };
  const signIn = createSignInLimits({ together: (work) => work(counts) });
  const wrong = async (n: number, network: string) => {
    let refused = 0;
    for (let turn = 0; turn < n; turn++) if (!(await signIn.begin(EMAIL, network)).allowed) refused += 1;
    return refused;
  };
  const right = async (network: string) => {
    const turn = await signIn.begin(EMAIL, network);
    if (turn.allowed) await turn.signedIn();
    return turn.allowed;
  };
  return { signIn, wrong, right, ofAccount: () => tries.get(`sign-in-account ${EMAIL}`) ?? 0 };
}

test('eleven wrong tries stop their address, and the owner signs in elsewhere at once', async () => {
  const { wrong, right } = counting();
  expect(await wrong(11, ATTACKER)).toBe(1);
  expect(await right(ATTACKER)).toBe(false);
  expect(await right(HOME)).toBe(true);
});

test('an address that is held back does not count against the account', async () => {
  const { wrong, ofAccount } = counting();
  await wrong(10, ATTACKER);
  expect(ofAccount()).toBe(10);
  expect(await wrong(100, ATTACKER)).toBe(100);
  expect(ofAccount()).toBe(10);
});

test('a right password is none of the tries', async () => {
  const { right, ofAccount } = counting();
  for (let turn = 0; turn < 60; turn++) expect(await right(HOME)).toBe(true);
  expect(ofAccount()).toBe(0);
});

test('a right password that no second factor follows is one of the tries, and lifts nothing', async () => {
  const { signIn, wrong, right, ofAccount } = counting();
  await wrong(8, ATTACKER);
  for (let turn = 0; turn < 2; turn++) expect((await signIn.begin(EMAIL, ATTACKER)).allowed).toBe(true);
  expect(ofAccount()).toBe(10);
  expect(await right(ATTACKER)).toBe(false);
  // The account does not remember the address as its own either.
  for (let n = 0; n < 4; n++) await wrong(10, `198.51.100.${n}`);
  expect(await right('203.0.113.1')).toBe(false);
});

test('once the second factor has followed, it is none of them', async () => {
  const { signIn, wrong, right, ofAccount } = counting();
  for (let turn = 0; turn < 60; turn++) {
    expect((await signIn.begin(EMAIL, HOME)).allowed).toBe(true);
    await signIn.signedIn(EMAIL, HOME);
  }
  expect(ofAccount()).toBe(0);
  for (let n = 0; n < 6; n++) await wrong(10, `198.51.100.${n}`);
  expect(await right(HOME)).toBe(true);
});

test('tries from very many addresses hold back all but those that the account signs in from', async () => {
  const { wrong, right } = counting();
  expect(await right(HOME)).toBe(true);
  for (let n = 0; n < 10; n++) await wrong(10, `198.51.100.${n}`);
  expect(await right('203.0.113.1')).toBe(false);
  expect(await right(HOME)).toBe(true);
  // A known address also gets ten tries and no more.
  expect(await wrong(11, HOME)).toBe(1);
});

test('a password that was set anew lifts all of it', async () => {
  const { signIn, wrong, right, ofAccount } = counting();
  for (const network of [ATTACKER, ...Array.from({ length: 9 }, (_, n) => `198.51.100.${n}`)]) await wrong(11, network);
  await signIn.forget(EMAIL);
  expect(ofAccount()).toBe(0);
  expect(await right(ATTACKER)).toBe(true);
});
