import type { Route } from '@enterwait/http/app';
import type { Audit } from '@enterwait/http/audit';
import { inTransaction, type Pool } from '@enterwait/http/database';
import type { Metrics } from '@enterwait/http/server';
import type { Ledger } from '@enterwait/ledger/commands';
import { type RawForm, readForm, withError } from '@enterwait/pages/forms';
import { text } from '@enterwait/pages/parts';
import { pageRoute, redirect } from '@enterwait/pages/site';
import { z } from 'zod';
import type { Limits } from '../../applications/open-applications.ts';
import { missingConsents } from '../../consents/consents.ts';
import { pageOf } from '../../family/family.ts';
import { askByForm } from '../ask-by-form.ts';
import { fieldOf, tickedIn, withoutConsents } from '../consents/consent-fields.tsx';
import { giveConsents } from '../consents/consents.ts';
import { parentOf } from '../visitor.ts';
import { applicationContextOf, bodyOf, check } from './application-context.ts';
import { applySchema } from './apply-form.tsx';
import { showCheck, showForm, showRefused } from './apply-views.tsx';

export interface ApplyParts {
  readonly pool: Pool;
  readonly ledger: Ledger;
  readonly metrics: Metrics;
  readonly audit: Audit;
  readonly limits: Limits;
}

const AGREE = text('동의가 필요합니다', 'your consent is needed');
const nurserySchema = applySchema.pick({ nursery_id: true });
const chosenChild = ({ child_id }: RawForm): string | undefined =>
  applySchema.shape.child_id.optional().catch(undefined).parse(child_id);
const sentSchema = applySchema.extend({ submission: z.uuid() });

/** `/apply`: the form, a page to check it, and the application itself. */
export const applyPages = (parts: ApplyParts): readonly Route[] => [
  pageRoute({
    method: 'get',
    path: '/apply',
    access: ['parent'],
    async handler(req, res) {
      const chosen = readForm(nurserySchema, req);
      if (!chosen.ok) return redirect(res, '/daycares');
      const context = await applicationContextOf(parts, parentOf(res).userId, chosen.values.nursery_id, {
        page: pageOf(req.query.page),
        childId: chosenChild(chosen.raw),
      });
      // Choices in the URL are shown as chosen; mistakes in them are reported on submit.
      showForm(res, context, { raw: withoutConsents(chosen.raw), errors: {} });
    },
  }),
  pageRoute({
    method: 'post',
    path: '/apply/check',
    access: ['parent'],
    async handler(req, res) {
      const form = readForm(applySchema, req);
      const nursery = readForm(nurserySchema, req);
      if (!nursery.ok) return redirect(res, '/daycares');
      const context = await applicationContextOf(parts, parentOf(res).userId, nursery.values.nursery_id, {
        childId: chosenChild(nursery.raw),
      });
      if (!form.ok) return showForm(res.status(422), context, form);
      const checked = check(context, form.values);
      if ('field' in checked)
        return showForm(res.status(422), context, withError(form, checked.field, checked.message));
      const ticked = tickedIn(form.raw);
      const [missing] = missingConsents(new Set([...context.given, ...ticked]), checked.items);
      if (missing !== undefined) return showForm(res.status(422), context, withError(form, fieldOf(missing), AGREE));
      await inTransaction(parts.pool, (tx) => giveConsents(tx, parts.audit, res, ticked));
      showCheck(res, context, checked, form.values);
    },
  }),
  pageRoute({
    method: 'post',
    path: '/apply',
    access: ['parent'],
    async handler(req, res) {
      const form = readForm(sentSchema, req);
      if (!form.ok) return redirect(res, '/daycares');
      const { child_id: childId, nursery_id } = form.values;
      const context = await applicationContextOf(parts, parentOf(res).userId, nursery_id, { childId });
      const checked = check(context, form.values, { limit: false });
      if ('field' in checked)
        return showForm(res.status(422), context, withError(form, checked.field, checked.message));
      try {
        // Registered data was validated on entry, by the rules of that day.
        const application = bodyOf(parentOf(res), context, checked);
        const { request_id } = await askByForm(parts, res, 'Request', form.values.submission, {
          application,
          priority: checked.priority,
        });
        redirect(res, `/applications/${request_id}?done=requested`);
      } catch (error) {
        showRefused(res, context, error);
      }
    },
  }),
];
