import { actorOf, notAllowed } from '@enterwait/http/access';
import type { Route } from '@enterwait/http/app';
import type { Audit } from '@enterwait/http/audit';
import { inSnapshot, inTransaction, type Pool, type Transaction } from '@enterwait/http/database';
import { HttpError } from '@enterwait/http/errors';
import { readForm } from '@enterwait/pages/forms';
import { text } from '@enterwait/pages/parts';
import { doneOf, pageRoute, redirect } from '@enterwait/pages/site';
import type { Response } from 'express';
import { z } from 'zod';
import { consentHistory, consentsOf, noteConsents } from '../../consents/consents.ts';
import { CONSENT_KINDS, CONSENTS, type ConsentKind } from '../../consents/texts.ts';
import { lockFamily } from '../../family/family.ts';
import { tickedIn } from './consent-fields.tsx';
import { showConsents, showWithdraw } from './consents-views.tsx';

interface Parts {
  readonly pool: Pool;
  readonly audit: Audit;
}

const DONE = {
  given: text('동의를 기록했습니다.', 'Your consent was recorded.'),
  withdrawn: text('동의를 철회했습니다.', 'Your consent was withdrawn.'),
};

/** `/consents`: what a parent agreed to and when; to give or withdraw consents. */
export const consentPages = ({ pool, audit }: Parts): readonly Route[] => [
  pageRoute({
    method: 'get',
    path: '/consents',
    access: ['parent'],
    async handler(req, res) {
      const { userId } = giverOf(res);
      const standing = await inSnapshot(pool, async (tx) => ({
        given: await consentsOf(tx, userId),
        history: await consentHistory(tx, userId),
      }));
      showConsents(res, standing, doneOf(req, DONE));
    },
  }),
  pageRoute({
    method: 'post',
    path: '/consents',
    access: ['parent'],
    async handler(req, res) {
      giverOf(res);
      const ticked = tickedIn(readForm(z.object({}), req).raw);
      const added = await inTransaction(pool, (tx) => giveConsents(tx, audit, res, ticked));
      redirect(res, added.length === 0 ? '/consents' : '/consents?done=given');
    },
  }),
  pageRoute({
    method: 'get',
    path: '/consents/:kind/withdraw',
    access: ['parent'],
    handler(req, res) {
      giverOf(res);
      showWithdraw(res, withdrawable(req.params.kind));
    },
  }),
  pageRoute({
    method: 'post',
    path: '/consents/:kind/withdraw',
    access: ['parent'],
    async handler(req, res) {
      const giver = giverOf(res);
      const kind = withdrawable(req.params.kind);
      await inTransaction(pool, async (tx) => {
        await lockFamily(tx, giver.userId);
        if (!(await consentsOf(tx, giver.userId)).has(kind)) return;
        await noteConsents(tx, giver, 'withdrawn', [kind], new Date());
        await audit.noteIn(tx, res, { action: 'withdraw-consent', subject: `${kind} ${CONSENTS[kind].version}` });
      });
      redirect(res, '/consents?done=withdrawn');
    },
  }),
];

/**
 * Records the ticked consents that were not given before.
 * @returns the new ones
 */
export async function giveConsents(
  tx: Transaction,
  audit: Audit,
  res: Response,
  ticked: readonly ConsentKind[],
): Promise<ConsentKind[]> {
  if (ticked.length === 0) return [];
  const giver = giverOf(res);
  await lockFamily(tx, giver.userId);
  const given = await consentsOf(tx, giver.userId);
  const added = ticked.filter((kind) => !given.has(kind));
  await noteConsents(tx, giver, 'given', added, new Date());
  for (const kind of added) {
    await audit.noteIn(tx, res, { action: 'give-consent', subject: `${kind} ${CONSENTS[kind].version}` });
  }
  return added;
}

/** Only a person can consent; a key cannot. @throws HttpError 403 `not-allowed` */
function giverOf(res: Response) {
  const { kind, id, userId, traceId } = actorOf(res);
  if (kind !== 'person' || userId === undefined) throw notAllowed();
  return { userId, personId: id, traceId };
}

/** The account's own consent can only be withdrawn by closing the account. @throws HttpError 404 */
function withdrawable(given: unknown): Exclude<ConsentKind, 'account'> {
  const kind = CONSENT_KINDS.find((one) => one === given);
  if (kind === undefined || kind === 'account') {
    throw new HttpError(404, 'no-consent', '없는 동의 항목입니다 / there is no such consent');
  }
  return kind;
}
