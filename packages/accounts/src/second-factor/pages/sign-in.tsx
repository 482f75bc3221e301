import { addressOf } from '@enterwait/http/access';
import type { Route } from '@enterwait/http/app';
import { networkOf } from '@enterwait/http/limits';
import { EMPTY_FORM, Field, Form, type FormState, readForm, withError } from '@enterwait/pages/forms';
import { Actions, Button, Lead, Link, T, text, withQuery } from '@enterwait/pages/parts';
import { pageRoute, redirect, sendPage } from '@enterwait/pages/site';
import type { Request, Response } from 'express';
import { z } from 'zod';
import type { PersonRecord } from '../../auth/auth.ts';
import { type AuthAnswer, passCookies } from '../../auth/calls.ts';
import { wanted } from '../../pages/sign-in/sign-in.tsx';
import { SIGN_IN_LINK } from '../../pages/words.ts';
import type { SecondFactorParts } from '../parts.ts';
import { CODE_LABELS, CODE_PATH, SECOND_FACTOR, WRONG_CODE } from '../words.ts';
import { AppCodeField } from './app-code-field.tsx';
import { appCodeOf, type Refusal, refusedFor, takenAppCode, takeRecoveryCode, tried } from './proof.ts';

type Way = 'app' | 'recovery';

const schema = z.object({ code: z.string().max(40) });
const RECOVERY_LABELS = { code: text('복구 코드', 'Recovery code') };

const wayOf = (value: unknown): Way => (value === 'recovery' ? 'recovery' : 'app');

/** The second step of signing in; only after it is a person signed in. */
function showCode(res: Response, state: FormState, way: Way, next: string): void {
  const isRecovery = way === 'recovery';
  // A code that was typed is used up.
  const shown = { raw: {}, errors: state.errors };
  sendPage(res, {
    title: SECOND_FACTOR,
    trail: [SIGN_IN_LINK],
    body: (
      <>
        {isRecovery ? (
          <Lead
            ko="2단계 인증을 켤 때 받은 복구 코드 가운데 하나를 입력해 주세요. 쓴 코드는 다시 쓸 수 없습니다."
            en="Please enter one of your recovery codes. Each works once."
          />
        ) : (
          <Lead ko="인증 앱에 나오는 코드를 입력해 주세요." en="Please enter the code from your authenticator app." />
        )}
        <Form
          action={CODE_PATH}
          state={shown}
          labels={isRecovery ? RECOVERY_LABELS : CODE_LABELS}
          hidden={{ next, way }}
        >
          {isRecovery ? <Field name="code" autoComplete="off" maxLength={40} width="middle" /> : <AppCodeField />}
          <Actions>
            <Button label={SIGN_IN_LINK.label} />
          </Actions>
        </Form>
        <p>
          {isRecovery ? (
            <Link href={withQuery(CODE_PATH, { next })}>
              <T ko="인증 앱의 코드로 로그인" en="Use a code from the app" />
            </Link>
          ) : (
            <Link href={withQuery(CODE_PATH, { next, way: 'recovery' })}>
              <T ko="휴대전화가 없나요? 복구 코드로 로그인" en="No phone at hand? Use a recovery code" />
            </Link>
          )}
        </p>
      </>
    ),
  });
}

export function codeRoutes({
  calls,
  limits,
  signInLimits,
  audit,
  service,
  secondFactors,
}: SecondFactorParts): readonly Route[] {
  /** Only the cookie of the first step: an older session must not answer in its place. */
  const cookieOf = (req: Request): string =>
    (req.header('cookie') ?? '')
      .split(/;\s*/)
      .filter((pair) => pair.slice(0, pair.indexOf('=')).endsWith(`${service}.two_factor`))
      .join('; ');

  async function challenged(req: Request): Promise<PersonRecord | undefined> {
    const answer = await calls.post(req, '/second-factor/challenge', {}, { cookie: cookieOf(req) });
    return (answer.json.person as PersonRecord | null | undefined) ?? undefined;
  }

  /** @returns the answer that signs in; undefined: the first step has expired */
  async function take(req: Request, person: PersonRecord, way: Way, typed: string) {
    const cookie = cookieOf(req);
    let answer: AuthAnswer | undefined;
    const refusal = await tried({ limits, signInLimits, req }, person.email, async (): Promise<Refusal | undefined> => {
      if (way === 'recovery') {
        const parts = { factors: secondFactors, calls, req };
        const taken = await takeRecoveryCode(parts, person.id, typed, cookie);
        answer = taken.answer;
        return taken.refusal;
      }
      const code = appCodeOf(typed) ?? '';
      const refused = await takenAppCode(secondFactors, person.id, code);
      if (refused !== undefined) return refused;
      answer = await calls.post(req, '/two-factor/verify-totp', { code }, { cookie });
      return answer.retryAfter === undefined ? undefined : refusedFor(answer.retryAfter);
    });
    return { refusal, answer };
  }

  const late = (res: Response, next: string): void => redirect(res, withQuery('/sign-in', { problem: 'late', next }));

  return [
    pageRoute({
      method: 'get',
      path: CODE_PATH,
      access: 'open',
      async handler(req, res) {
        const next = wanted(req.query.next);
        if ((await challenged(req)) === undefined) return late(res, next);
        return showCode(res, EMPTY_FORM, wayOf(req.query.way), next);
      },
    }),
    pageRoute({
      method: 'post',
      path: CODE_PATH,
      access: 'open',
      async handler(req, res) {
        const given = req.body as { next?: unknown; way?: unknown } | undefined;
        const [next, way] = [wanted(given?.next), wayOf(given?.way)];
        const person = await challenged(req);
        if (person === undefined) return late(res, next);
        const form = readForm(schema, req);
        if (!form.ok) return showCode(res.status(422), form, way, next);
        const { refusal, answer } = await take(req, person, way, form.values.code);
        if (refusal !== undefined) {
          await audit.note(res, { action: 'sign-in-code', account: person, refused: refusal.code });
          if (refusal.retryAfter !== undefined) res.set('Retry-After', String(refusal.retryAfter));
          const message = way === 'recovery' && refusal.message === WRONG_CODE ? WRONG_RECOVERY_CODE : refusal.message;
          return showCode(res.status(refusal.status), withError(form, refusal.field, message), way, next);
        }
        if (answer?.status !== 200) return late(res, next);
        await signInLimits.signedIn(person.email, networkOf(addressOf(req)));
        passCookies(res, answer);
        if (way === 'recovery') await audit.note(res, { action: 'use-recovery-code', account: person });
        await audit.note(res, { action: 'sign-in', account: person });
        return redirect(res, next);
      },
    }),
  ];
}

const WRONG_RECOVERY_CODE = text(
  '복구 코드가 맞지 않거나 이미 쓴 코드입니다',
  'The recovery code is wrong, or was already used',
);
