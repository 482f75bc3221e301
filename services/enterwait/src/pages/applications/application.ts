import { type Application, REQUEST_ID, wireApplication } from '@enterwait/domain/application';
import { principalOf, requireOwn } from '@enterwait/http/access';
import type { Route } from '@enterwait/http/app';
import { inSnapshot, type Pool } from '@enterwait/http/database';
import { HttpError, RefusedError } from '@enterwait/http/errors';
import type { Metrics } from '@enterwait/http/server';
import type { Ledger } from '@enterwait/ledger/commands';
import { readForm } from '@enterwait/pages/forms';
import { bilingual, text } from '@enterwait/pages/parts';
import { doneOf, pageRoute, redirect, sendLive } from '@enterwait/pages/site';
import type { Request, Response } from 'express';
import { z } from 'zod';
import { applicationOfEvent, findApplication, type MyApplicationInFull } from '../../applications/my-applications.ts';
import { askByForm } from '../ask-by-form.ts';
import { progressOf, showApplication, showCancel, showRefused } from './application-pages.tsx';

export interface ApplicationParts {
  readonly pool: Pool;
  readonly ledger: Ledger;
  readonly metrics: Metrics;
}

const DONE = {
  requested: text(
    '신청을 접수했습니다. 결과는 이 화면과 메일로 알려 드립니다.',
    'We received your application. This page shows its progress, and we will mail you the result.',
  ),
  cancelled: text('취소를 접수했습니다.', 'We received your withdrawal.'),
};
const cancelSchema = z.object({ submission: z.uuid() });

/**
 * `/applications/:request_id`: one application with its history, and withdrawing it; and `/a/:event_id`, which mails
 * link to.
 */
export const applicationPages = (parts: ApplicationParts): readonly Route[] => [
  pageRoute({
    method: 'get',
    path: '/applications/:request_id',
    access: ['parent'],
    async handler(req, res) {
      showApplication(res, await ownApplication(parts.pool, req, res), doneOf(req, DONE));
    },
  }),
  pageRoute({
    method: 'get',
    path: '/applications/:request_id/live',
    access: ['parent'],
    async handler(req, res) {
      sendLive(req, res, progressOf(await ownApplication(parts.pool, req, res)));
    },
  }),
  pageRoute({
    method: 'get',
    path: '/applications/:request_id/cancel',
    access: ['parent'],
    async handler(req, res) {
      showCancel(res, await ownApplication(parts.pool, req, res));
    },
  }),
  pageRoute({
    method: 'post',
    path: '/applications/:request_id/cancel',
    access: ['parent'],
    async handler(req, res) {
      const application = await ownApplication(parts.pool, req, res);
      const form = readForm(cancelSchema, req);
      if (!form.ok) return redirect(res, `/applications/${application.request_id}/cancel`);
      try {
        await askByForm(parts, res, 'Cancel', form.values.submission, { application: bodyOf(application) });
        redirect(res, `/applications/${application.request_id}?done=cancelled`);
      } catch (error) {
        if (!(error instanceof RefusedError)) throw error;
        showRefused(res.status(error.status), application, bilingual(error.title));
      }
    },
  }),
  pageRoute({
    method: 'get',
    path: '/a/:event_id',
    access: ['parent'],
    async handler(req, res) {
      const eventId = z.uuid().safeParse(req.params.event_id);
      const application = eventId.success
        ? await inSnapshot(parts.pool, async (tx) => {
            const requestId = await applicationOfEvent(tx, eventId.data);
            return requestId === undefined ? undefined : findApplication(tx, requestId, new Date());
          })
        : undefined;
      // Before the redirect to a URL that contains the child's number.
      if (application !== undefined) requireOwn(principalOf(res), application);
      // A mail may be read just before this system receives its event: the list will then show it.
      redirect(res, application === undefined ? '/applications' : `/applications/${application.request_id}`);
    },
  }),
];

/** @throws HttpError 404 if it does not exist, 403 for another parent's */
async function ownApplication(pool: Pool, req: Request, res: Response): Promise<MyApplicationInFull> {
  const requestId = String(req.params.request_id);
  const application = REQUEST_ID.test(requestId)
    ? await inSnapshot(pool, (tx) => findApplication(tx, requestId, new Date()))
    : undefined;
  if (application === undefined) {
    throw new HttpError(404, 'no-application', '신청 내역이 없습니다 / there is no such application');
  }
  requireOwn(principalOf(res), application);
  return application;
}

/** The ten fields of the wire contract, as validated on entry; a cancel only uses the ids. */
const bodyOf = (application: MyApplicationInFull): Application => wireApplication(application);
