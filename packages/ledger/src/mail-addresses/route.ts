import { heldBackFor, mailAddressNoticeSchema } from '@enterwait/domain/application';
import type { MailFeedback, Route } from '@enterwait/http/app';
import { inTransaction, type Pool } from '@enterwait/http/database';
import { bodyProblems, jsonResponse, problemResponse } from '@enterwait/http/openapi';
import { z } from 'zod';
import type { DeliveryReader } from '../deliveries/signed-delivery.ts';
import { forgetAddress, learnAddress } from './table.ts';

export interface MailAddressOptions {
  readonly pool: Pool;
  readonly deliveries: DeliveryReader;
  readonly mailFeedback: Pick<MailFeedback, 'verified'>;
}

const learnedSchema = z.object({ status: z.literal('ok') }).meta({ id: 'MailAddressLearned' });

/**
 * `POST /sync/mail-address`: whether an address is suppressed, as the pipeline knows it. Stored even if nobody here has
 * the address: an application with it may come later.
 */
export const mailAddressRoute = ({ pool, deliveries, mailFeedback }: MailAddressOptions): Route => ({
  method: 'post',
  path: '/sync/mail-address',
  access: 'signed',
  operation: {
    summary: '메일 주소의 상태 · whether a mail address takes mails, by its SHA-256',
    tags: ['동기화 · synchronising'],
    requestBody: { required: true, content: { 'application/json': { schema: mailAddressNoticeSchema } } },
    responses: { 200: jsonResponse('ok', learnedSchema), ...bodyProblems, 503: problemResponse('unavailable') },
  },
  handlers: [
    ...deliveries.middleware,
    async (req, res) => {
      const { address_key, forgotten, ...heard } = deliveries.readBody(req, mailAddressNoticeSchema);
      if (forgotten) {
        await inTransaction(pool, (tx) => forgetAddress(tx, address_key));
        return void res.json({ status: 'ok' });
      }
      const known = await inTransaction(pool, (tx) => learnAddress(tx, address_key, heard));
      // It was verified here while nothing was suppressed, so the pipeline was not notified. Notify it now, or it would suppress mail for
      // ever.
      if (heldBackFor(heard) !== undefined && heldBackFor(known) === undefined && known.verified_at !== null)
        await mailFeedback.verified(address_key, known.verified_at);
      res.json({ status: 'ok' });
    },
  ],
});
