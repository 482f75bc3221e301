import { randomUUID } from 'node:crypto';
import type { Application } from '@enterwait/domain/application';
import { notAllowed, principalOf } from '@enterwait/http/access';
import type { Accounts, PasswordCheck, Route } from '@enterwait/http/app';
import type { Audit } from '@enterwait/http/audit';
import { inSnapshot, inTransaction, type Pool } from '@enterwait/http/database';
import { HttpError, RefusedError } from '@enterwait/http/errors';
import type { Logger, Metrics } from '@enterwait/http/server';
import type { Ledger } from '@enterwait/ledger/commands';
import { EMPTY_FORM, type FormState, readForm, withError } from '@enterwait/pages/forms';
import { text } from '@enterwait/pages/parts';
import { pageRoute, redirect } from '@enterwait/pages/site';
import type { Response } from 'express';
import { z } from 'zod';
import { hasPlace, leave, placesOf, waitingOf } from '../../family/leaving.ts';
import { askByForm } from '../ask-by-form.ts';
import { showLeave } from './leave-views.tsx';

interface Parts {
  readonly pool: Pool;
  readonly ledger: Ledger;
  readonly metrics: Metrics;
  readonly audit: Audit;
  readonly logger: Logger;
  readonly accounts: Pick<Accounts, 'confirmPassword'>;
}

const schema = z.object({ password: z.string().max(128) });

/** `/leave`: closes one's own account (탈퇴), after entering the password again. */
export const leavePages = (parts: Parts): readonly Route[] => {
  const { pool, audit, accounts } = parts;
  const show = async (res: Response, state: FormState): Promise<void> => {
    const { userId } = leaverOf(res);
    const found = await inSnapshot(pool, async (tx) => ({
      places: await placesOf(tx, userId),
      waiting: (await waitingOf(tx, userId)).length,
    }));
    showLeave(res, found, state);
  };
  return [
    pageRoute({ method: 'get', path: '/leave', access: ['parent'], handler: (_req, res) => show(res, EMPTY_FORM) }),
    pageRoute({
      method: 'post',
      path: '/leave',
      access: ['parent'],
      async handler(req, res) {
        const leaver = leaverOf(res);
        const form = readForm(schema, req);
        if (!form.ok) return show(res.status(422), { ...form, raw: {} });
        const check = await accounts.confirmPassword(leaver.personId, form.values.password);
        if (check.result !== 'right') {
          await audit.note(res, { action: 'leave', refused: `password-${check.result}` });
          if (check.result === 'too-often') res.set('Retry-After', String(check.retryAfter));
          const state = withError(EMPTY_FORM, 'password', wordOf(check));
          return show(res.status(check.result === 'too-often' ? 429 : 422), state);
        }
        try {
          await inTransaction(pool, async (tx) => {
            await leave(tx, leaver, new Date());
            await audit.noteIn(tx, res, { action: 'leave' });
          });
        } catch (error) {
          if (!(error instanceof HttpError) || error.code !== hasPlace().code) throw error;
          return show(res.status(409), EMPTY_FORM);
        }
        await withdrawAll(parts, res, leaver.userId);
        redirect(res, '/?done=left');
      },
    }),
  ];
};

/** What cannot be withdrawn now is withdrawn by the erasure: the account is already closed. */
async function withdrawAll(parts: Parts, res: Response, userId: string): Promise<void> {
  try {
    const waiting = await inSnapshot(parts.pool, (tx) => waitingOf(tx, userId));
    for (const application of waiting) await withdraw(parts, res, application);
  } catch (error) {
    parts.logger.warn({ err: error }, 'applications of a family that left are withdrawn when it is erased');
  }
}

/** One that was just decided needs no withdrawal, or the erasure withdraws it. */
async function withdraw(parts: Parts, res: Response, application: Application): Promise<void> {
  await askByForm(parts, res, 'Cancel', randomUUID(), { application }).catch((error: unknown) => {
    if (!(error instanceof RefusedError)) throw error;
  });
}

/** A key has no account to close. @throws HttpError 403 `not-allowed` */
function leaverOf(res: Response) {
  const { kind, id, userId } = principalOf(res);
  if (kind !== 'person' || userId === undefined) throw notAllowed();
  return { userId, personId: id };
}

function wordOf(check: Exclude<PasswordCheck, { result: 'right' }>) {
  if (check.result === 'wrong') return text('비밀번호가 맞지 않습니다', 'The password is wrong');
  if (check.result === 'no-password') {
    return text(
      '비밀번호가 없는 계정입니다. 비밀번호 찾기로 먼저 정해 주세요',
      'This account has no password: set one by “forgot password” first',
    );
  }
  const minutes = Math.ceil(check.retryAfter / 60);
  return text(
    `여러 번 시도했습니다. ${minutes}분 뒤에 다시 해 주세요`,
    `That was tried too often. Please try again in ${minutes} minutes`,
  );
}
