import { REQUEST_ID } from '@enterwait/domain/application';
import { notYours } from '@enterwait/http/access';
import type { Route } from '@enterwait/http/app';
import type { Audit } from '@enterwait/http/audit';
import { errorCode, inSnapshot, inTransaction, type Pool, type Transaction } from '@enterwait/http/database';
import { HttpError } from '@enterwait/http/errors';
import { formOf, readForm, withError } from '@enterwait/pages/forms';
import { bilingual, text } from '@enterwait/pages/parts';
import { doneOf, pageRoute, redirect } from '@enterwait/pages/site';
import type { Response } from 'express';
import { applicationsOfChild, isOpen } from '../../applications/open-applications.ts';
import { findDaycare } from '../../daycares.ts';
import {
  type Child,
  type ChildrenLimit,
  childrenOf,
  countChildren,
  deleteChild,
  findChild,
  lockParentOf,
  newChildId,
  pageOf,
  putChild,
} from '../../family/family.ts';
import { findParent } from '../../family/parent.ts';
import { parentOf } from '../visitor.ts';
import { childSchema, dateValue } from './child-form.tsx';
import { type BlockingApplication, showChildren, showEdit, showNew, showRemove } from './children-views.tsx';

interface Parts {
  readonly pool: Pool;
  readonly audit: Audit;
  readonly limits: ChildrenLimit;
}

const DONE = {
  added: text('아동을 등록했습니다.', 'The child is registered.'),
  changed: text('아동 정보를 변경했습니다.', 'The details were changed.'),
  removed: text('아동을 삭제했습니다.', 'The child was removed.'),
};

/** `/children`: a parent's children (등록 정보 관리). */
export const childrenPages = ({ pool, audit, limits: { MAX_CHILDREN } }: Parts): readonly Route[] => [
  pageRoute({
    method: 'get',
    path: '/children',
    access: ['parent'],
    async handler(req, res) {
      const { userId } = parentOf(res);
      const page = pageOf(req.query.page);
      const [children, all] = await inSnapshot(pool, async (tx) => [
        await childrenOf(tx, userId, page),
        await countChildren(tx, userId),
      ]);
      showChildren(res, { children, all, page, most: MAX_CHILDREN }, doneOf(req, DONE));
    },
  }),
  pageRoute({
    method: 'get',
    path: '/children/new',
    access: ['parent'],
    async handler(_req, res) {
      const home = await inSnapshot(pool, (tx) => findParent(tx, parentOf(res).userId));
      showNew(res, formOf(home === undefined ? {} : { address: home.address, postcode: home.postcode }));
    },
  }),
  pageRoute({
    method: 'post',
    path: '/children/new',
    access: ['parent'],
    async handler(req, res) {
      const form = readForm(childSchema, req);
      if (!form.ok) return showNew(res.status(422), form);
      const { userId } = parentOf(res);
      try {
        await enter(pool, { user_id: userId, ...form.values }, MAX_CHILDREN, (tx, subject) =>
          audit.noteIn(tx, res, { action: 'add-child', subject }),
        );
      } catch (error) {
        if (!(error instanceof HttpError) || error.status !== 409) throw error;
        return showNew(res.status(409), withError(form, '', bilingual(error.title)));
      }
      redirect(res, '/children?done=added');
    },
  }),
  pageRoute({
    method: 'get',
    path: '/children/:child_id/edit',
    access: ['parent'],
    async handler(req, res) {
      const child = await inSnapshot(pool, (tx) => ownChild(tx, res, req.params.child_id));
      const { name, birthday, address, postcode } = child;
      showEdit(res, child.child_id, formOf({ name, birthday: dateValue(birthday), address, postcode }));
    },
  }),
  pageRoute({
    method: 'post',
    path: '/children/:child_id/edit',
    access: ['parent'],
    async handler(req, res) {
      const form = readForm(childSchema, req);
      const { child_id } = await inTransaction(pool, async (tx) => {
        // A child that is being removed concurrently must not come back.
        await lockParentOf(tx, childIdOf(req.params.child_id));
        const child = await ownChild(tx, res, req.params.child_id);
        if (form.ok) {
          await putChild(tx, { ...child, ...form.values }, MAX_CHILDREN, new Date());
          await audit.noteIn(tx, res, { action: 'change-child', subject: child.child_id });
        }
        return child;
      });
      if (!form.ok) return showEdit(res.status(422), child_id, form);
      redirect(res, '/children?done=changed');
    },
  }),
  pageRoute({
    method: 'get',
    path: '/children/:child_id/remove',
    access: ['parent'],
    async handler(req, res) {
      const { child, open } = await inSnapshot(pool, async (tx) => {
        const found = await ownChild(tx, res, req.params.child_id);
        return { child: found, open: await openOf(tx, found.child_id) };
      });
      showRemove(res, child, open);
    },
  }),
  pageRoute({
    method: 'post',
    path: '/children/:child_id/remove',
    access: ['parent'],
    async handler(req, res) {
      // The lock puts a request for this child before or after: never one for a removed child. One statement then finds
      // open applications.
      const { child, open } = await inTransaction(pool, async (tx) => {
        await lockParentOf(tx, childIdOf(req.params.child_id));
        const found = await ownChild(tx, res, req.params.child_id);
        const stillOpen = await openOf(tx, found.child_id);
        if (stillOpen.length === 0) {
          await deleteChild(tx, found.child_id);
          await audit.noteIn(tx, res, { action: 'remove-child', subject: found.child_id });
        }
        return { child: found, open: stillOpen };
      });
      if (open.length > 0) return showRemove(res.status(409), child, open);
      redirect(res, '/children?done=removed');
    },
  }),
];

const noSuchChild = (): HttpError =>
  new HttpError(404, 'no-child', '등록되지 않은 아동입니다 / there is no such child');

/** The child's number in a URL, validated before any query. @throws HttpError 404 if it is malformed */
function childIdOf(given: unknown): string {
  if (typeof given !== 'string' || !/^\d{15}$/.test(given)) throw noSuchChild();
  return given;
}

/** @throws HttpError 404 for an unknown child, 403 for another parent's */
async function ownChild(tx: Transaction, res: Response, childId: unknown): Promise<Child> {
  const child = await findChild(tx, childIdOf(childId));
  if (child === undefined) throw noSuchChild();
  if (child.user_id !== parentOf(res).userId) throw notYours();
  return child;
}

/** The child's open applications, which keep it from being removed. */
async function openOf(tx: Transaction, childId: string): Promise<BlockingApplication[]> {
  const open: BlockingApplication[] = [];
  for (const application of (await applicationsOfChild(tx, childId)).filter(isOpen)) {
    const nurseryId = application.request_id.slice(15);
    const name = REQUEST_ID.test(application.request_id) ? (await findDaycare(tx, nurseryId))?.name : undefined;
    open.push({ request_id: application.request_id, nursery_name: name ?? nurseryId });
  }
  return open;
}

const TRIES = 5;

/** Adds a child under an unused number. */
async function enter(
  pool: Pool,
  child: Omit<Child, 'child_id'>,
  most: number,
  also: (tx: Transaction, childId: string) => Promise<void>,
): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    const childId = newChildId(child.birthday);
    const taken = await inTransaction(pool, async (tx) => {
      if ((await findChild(tx, childId)) !== undefined) return true;
      // A number in an old application belongs to that application's child.
      if ((await applicationsOfChild(tx, childId)).length > 0) return true;
      if (!(await putChild(tx, { child_id: childId, ...child }, most, new Date()))) return true;
      await also(tx, childId);
      return false;
    }).catch((error: unknown) => {
      if (errorCode(error) === 'ER_DUP_ENTRY') return true;
      throw error;
    });
    if (!taken) return;
    if (attempt === TRIES) throw new Error('no free number for a child was found');
  }
}
