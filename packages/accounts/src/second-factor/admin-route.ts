import { applicationSchema } from '@enterwait/domain/application';
import type { Route } from '@enterwait/http/app';
import type { Audit } from '@enterwait/http/audit';
import { jsonBody, parseInput } from '@enterwait/http/body';
import { HttpError } from '@enterwait/http/errors';
import { bodyProblems, jsonResponse, problemResponse } from '@enterwait/http/openapi';
import { z } from 'zod';
import type { AccountMails } from '../mails/account-mails.ts';
import type { People } from '../people/people.ts';
import type { SecondFactors } from './codes/check.ts';
import { mailSecondFactorChange } from './mail-change.ts';

// Not in the path: mail addresses must not appear in URLs.
const whichSchema = z.strictObject({ email: applicationSchema.shape.parent_email }).meta({ id: 'SecondFactorOf' });
const doneSchema = z.object({ status: z.literal('ok'), account_id: z.string() });

export interface AdminRouteOptions {
  readonly people: People;
  readonly secondFactors: SecondFactors;
  readonly mails: AccountMails;
  readonly audit: Audit;
}

/** `DELETE /admin/people/second-factor`: for a person who has lost the phone and the recovery codes. */
export const takeAwayRoute = ({ people, secondFactors, mails, audit }: AdminRouteOptions): Route => ({
  method: 'delete',
  path: '/admin/people/second-factor',
  access: ['admin'],
  operation: {
    summary: '2단계 인증 해제 · remove a lost second factor and end the sessions; the person is notified by mail',
    tags: ['운영 · operations'],
    requestBody: { required: true, content: { 'application/json': { schema: whichSchema } } },
    responses: {
      200: jsonResponse('ok', doneSchema),
      ...bodyProblems,
      404: problemResponse('no-person, no-second-factor'),
    },
  },
  handlers: [
    ...jsonBody,
    async (req, res) => {
      const person = await people.find(parseInput(whichSchema, req.body).email);
      if (person === undefined)
        throw new HttpError(404, 'no-person', '없는 사용자입니다 / there is nobody with this address');
      const gone = await secondFactors.remove(person.id, (tx) =>
        audit.noteIn(tx, res, { action: 'remove-second-factor', subject: person.id }),
      );
      if (!gone) throw new HttpError(404, 'no-second-factor', '2단계 인증이 꺼져 있습니다 / there is no second factor');
      mailSecondFactorChange(mails, 'second-factor-off', person.email);
      res.json({ status: 'ok', account_id: person.id });
    },
  ],
});
