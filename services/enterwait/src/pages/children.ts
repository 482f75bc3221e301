import { REQUEST_ID } from '@enterwait/domain';
import { doneOf, formOf, pageRoute, readForm, redirect, text } from '@enterwait/pages';
import {
  type Audit,
  errorCode,
  HttpError,
  inTransaction,
  notYours,
  type Pool,
  type Route,
  type Transaction,
} from '@enterwait/service';
import type { Response } from 'express';
import { newChildId } from '../child-id.ts';
import { findDaycare } from '../daycares.ts';
import { type Child, childrenOf, deleteChild, findChild, lockParentOf, putChild } from '../family.ts';
import { applicationsOfChild, isOpen } from '../open-applications.ts';
import { findParent } from '../parent.ts';
import { childSchema, dateValue } from './child-form.tsx';
import { type OpenOne, showChildren, showEdit, showNew, showRemove } from './children-views.tsx';
import { parentOf } from './visitor.ts';

interface Parts {
  readonly pool: Pool;
  readonly audit: Audit;
}

const DONE = {
  added: text('아동을 등록했습니다.', 'The child is registered.'),
  changed: text('아동 정보를 변경했습니다.', 'The details are changed.'),
  removed: text('아동을 삭제했습니다.', 'The child is removed.'),
};

/** `/children`: a parent's children (등록 정보 관리). */
export const childrenPages = ({ pool, audit }: Parts): readonly Route[] => [
  pageRoute({
    method: 'get',
    path: '/children',
    access: ['parent'],
    async handler(req, res) {
      const children = await inTransaction(pool, (tx) => childrenOf(tx, parentOf(res).userId));
      showChildren(res, children, doneOf(req, DONE));
    },
  }),
  pageRoute({
    method: 'get',
    path: '/children/new',
    access: ['parent'],
    async handler(_req, res) {
      const home = await inTransaction(pool, (tx) => findParent(tx, parentOf(res).userId));
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
      const childId = await enter(pool, { user_id: userId, ...form.values });
      await audit.note(res, { action: 'add-child', subject: childId });
      redirect(res, '/children?done=added');
    },
  }),
  pageRoute({
    method: 'get',
    path: '/children/:child_id/edit',
    access: ['parent'],
    async handler(req, res) {
      const child = await inTransaction(pool, (tx) => ownChild(tx, res, req.params.child_id));
      const { name, birthday, address, postcode } = child;
      showEdit(res, child.child_id, formOf({ name, birthday: dateValue(birthday), address, postcode }));
    },
  }),
  pageRoute({
    method: 'post',
    path: '/children/:child_id/edit',
    access: ['parent'],
    async handler(req, res) {
      const { child_id, user_id } = await inTransaction(pool, (tx) => ownChild(tx, res, req.params.child_id));
      const form = readForm(childSchema, req);
      if (!form.ok) return showEdit(res.status(422), child_id, form);
      await inTransaction(pool, (tx) => putChild(tx, { child_id, user_id, ...form.values }, new Date()));
      await audit.note(res, { action: 'change-child', subject: child_id });
      redirect(res, '/children?done=changed');
    },
  }),
  pageRoute({
    method: 'get',
    path: '/children/:child_id/remove',
    access: ['parent'],
    async handler(req, res) {
      const { child, open } = await inTransaction(pool, async (tx) => {
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
      // The lock lets a request for this child pass before or after: never one for a child that is gone.
      const { child, open } = await inTransaction(pool, async (tx) => {
        await lockParentOf(tx, String(req.params.child_id));
        const found = await ownChild(tx, res, req.params.child_id);
        const stillOpen = await openOf(tx, found.child_id);
        if (stillOpen.length === 0) await deleteChild(tx, found.child_id);
        return { child: found, open: stillOpen };
      });
      if (open.length > 0) return showRemove(res.status(409), child, open);
      await audit.note(res, { action: 'remove-child', subject: child.child_id });
      redirect(res, '/children?done=removed');
    },
  }),
];

/** @throws HttpError 404 for a child that is not there, 403 for another parent's */
async function ownChild(tx: Transaction, res: Response, childId: unknown): Promise<Child> {
  const child = /^\d{15}$/.test(String(childId)) ? await findChild(tx, String(childId)) : undefined;
  if (child === undefined) {
    throw new HttpError(404, 'no-child', '등록되지 않은 아동입니다 / there is no such child');
  }
  if (child.user_id !== parentOf(res).userId) throw notYours();
  return child;
}

/** What of a child is still open: it keeps the child on the list. */
async function openOf(tx: Transaction, childId: string): Promise<OpenOne[]> {
  const open: OpenOne[] = [];
  for (const application of (await applicationsOfChild(tx, childId)).filter(isOpen)) {
    const nurseryId = application.request_id.slice(15);
    const name = REQUEST_ID.test(application.request_id) ? (await findDaycare(tx, nurseryId))?.name : undefined;
    open.push({ request_id: application.request_id, nursery_name: name ?? nurseryId });
  }
  return open;
}

const TRIES = 5;

/** Enters a child under a number that nobody has. */
async function enter(pool: Pool, child: Omit<Child, 'child_id'>): Promise<string> {
  for (let attempt = 1; ; attempt++) {
    const childId = newChildId(child.birthday);
    const taken = await inTransaction(pool, async (tx) => {
      if ((await findChild(tx, childId)) !== undefined) return true;
      // A number that an application of old has belongs to that child.
      if ((await applicationsOfChild(tx, childId)).length > 0) return true;
      return !(await putChild(tx, { child_id: childId, ...child }, new Date()));
    }).catch((error: unknown) => {
      if (errorCode(error) === 'ER_DUP_ENTRY') return true;
      throw error;
    });
    if (!taken) return childId;
    if (attempt === TRIES) throw new Error('no free number for a child was found');
  }
}
