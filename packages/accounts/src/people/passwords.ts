import { SERVICES } from '@enterwait/domain/protocol';
import { HttpError } from '@enterwait/http/errors';
import { type Text, text } from '@enterwait/pages/parts';
import type { ZxcvbnFactory } from '@zxcvbn-ts/core';
import { PASSWORD_MIN } from '../auth/auth.ts';

/** The future owner of a password. */
export interface PasswordOwner {
  readonly name: string;
  readonly email: string;
}

/** Words that anybody would try here. */
const OURS = [...SERVICES, 'daycare', '입소대기', '어린이집'];
/**
 * From 0 to 4: below 2 it takes fewer than a million guesses, like the common passwords, even with an added digit or
 * capital.
 */
const LEAST_SCORE = 2;
/** The estimate's work grows with the square of the length; characters beyond this make no password weaker. */
const ESTIMATED = 64;

const COMMON = text(
  '흔히 쓰이거나 쉽게 맞힐 수 있는 비밀번호입니다. 다른 것으로 정해 주세요',
  'This password is common or easy to guess. Please choose another one',
);
const OWN = text(
  '이름, 메일 주소, 서비스 이름으로 만든 비밀번호입니다. 다른 것으로 정해 주세요',
  'This password is made of your name, your address or the name of the service. Please choose another one',
);

let estimator: Promise<ZxcvbnFactory> | undefined;

/** Loaded with the first password: its lists take 30 MB and 50 ms, which would slow down the start of the service. */
async function loadEstimator(): Promise<ZxcvbnFactory> {
  const [{ ZxcvbnFactory: Factory }, { adjacencyGraphs, dictionary }] = await Promise.all([
    import('@zxcvbn-ts/core'),
    import('@zxcvbn-ts/language-common'),
  ]);
  return new Factory({ dictionary, graphs: adjacencyGraphs });
}

/** Why a password may not be chosen; undefined if it may. Its length is checked before. */
export async function passwordProblem(password: string, owner: PasswordOwner): Promise<Text | undefined> {
  const words = wordsOf(owner);
  if (isMadeOf(password, words)) return OWN;
  estimator ??= loadEstimator();
  const { score } = (await estimator).check(password.slice(0, ESTIMATED), words);
  return score < LEAST_SCORE ? COMMON : undefined;
}

/** The same as an error for a program. */
export function weakPassword({ ko, en }: Text): HttpError {
  const title = `${ko} / ${en}`;
  return new HttpError(422, 'weak-password', title, [{ field: 'password', code: 'weak-password', message: title }]);
}

const normal = (value: string): string => value.normalize('NFKC').toLowerCase();

/** What somebody who knows the owner would try, longest first. */
function wordsOf({ name, email }: PasswordOwner): string[] {
  const [local = '', domain = ''] = normal(email).split('@');
  const given = normal(name);
  const words = [
    normal(email),
    local,
    ...local.split(/[^\p{L}\p{N}]+/u),
    domain,
    domain.split('.')[0] ?? '',
    given.replaceAll(/\s/g, ''),
    ...given.split(/\s+/),
    ...OURS,
  ];
  // Two Hangul letters make a name; two letters of other scripts are in any word.
  const isWord = (word: string): boolean => word.length >= (/\p{Script=Hangul}/u.test(word) ? 2 : 3);
  return [...new Set(words.filter(isWord))].toSorted((one, other) => other.length - one.length);
}

/** Whether too little of a password is left without its owner's words. */
function isMadeOf(password: string, words: readonly string[]): boolean {
  const whole = normal(password);
  const rest = words.reduce((left, word) => left.replaceAll(word, ''), whole);
  return rest.length < whole.length && rest.replaceAll(/[^\p{L}\p{N}]/gu, '').length < PASSWORD_MIN - 2;
}
