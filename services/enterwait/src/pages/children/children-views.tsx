import { Form, type FormState } from '@enterwait/pages/forms';
import {
  Actions,
  Alert,
  Birthday,
  Button,
  Empty,
  Link,
  LinkButton,
  Pagination,
  Summary,
  T,
  Table,
  type Text,
  text,
  withQuery,
} from '@enterwait/pages/parts';
import { sendPage } from '@enterwait/pages/site';
import type { Response } from 'express';
import { CHILDREN_SHOWN, type Child } from '../../family/family.ts';
import { ChildForm } from './child-form.tsx';

const TRAIL = [{ href: '/children', label: text('아동 관리', 'Children') }];

/** An open application, which keeps a child from being removed. */
export interface BlockingApplication {
  readonly request_id: string;
  readonly nursery_name: string;
}

/** A page of a parent's children. */
export interface ShownChildren {
  readonly children: readonly Child[];
  /** How many there are on all pages. */
  readonly all: number;
  readonly page: number;
  /** How many a parent may register. */
  readonly most: number;
}

export function showChildren(
  res: Response,
  { children, all, page, most }: ShownChildren,
  done: Text | undefined,
): void {
  sendPage(res, {
    title: text('아동 관리', 'Children'),
    trail: [],
    body: (
      <>
        {done === undefined ? null : <Alert tone="success" title={done} />}
        <Table
          caption={text('등록한 아동의 이름, 생년월일, 주소', 'The children you registered')}
          rows={children}
          rowKey={({ child_id }) => child_id}
          columns={[
            { label: text('이름', 'Name'), cell: ({ name }) => name, header: true },
            { label: text('생년월일', 'Birthday'), cell: ({ birthday }) => <Birthday value={birthday} /> },
            { label: text('주소', 'Address'), cell: ({ address, postcode }) => `(${postcode}) ${address}` },
            {
              label: text('관리', 'Manage'),
              cell: ({ child_id, name }) => (
                <span class="row-actions">
                  <LinkButton
                    href={`/children/${child_id}/edit`}
                    label={text('변경', 'Change')}
                    size="small"
                    of={name}
                  />
                  <LinkButton
                    href={`/children/${child_id}/remove`}
                    label={text('삭제', 'Remove')}
                    size="small"
                    weight="tertiary"
                    of={name}
                  />
                </span>
              ),
            },
          ]}
          empty={
            <Empty
              title={text('등록한 아동이 없습니다.', 'No child is registered yet.')}
              hint={text(
                '아동을 등록하면 바로 어린이집에 신청할 수 있습니다.',
                'Once your child is registered you can apply.',
              )}
            />
          }
        />
        <Pagination
          page={page}
          pages={Math.ceil(all / CHILDREN_SHOWN)}
          href={(to) => withQuery('/children', { page: to })}
        />
        {all < most ? (
          <Actions>
            <LinkButton href="/children/new" label={text('아동 등록', 'Register a child')} weight="primary" />
          </Actions>
        ) : (
          <p>
            <T
              ko={`아동은 ${most}명까지 등록할 수 있습니다. 더 등록하려면 먼저 삭제하거나 기관에 문의해 주세요.`}
              en={`${most} children can be registered at most. Remove one first, or ask the agency.`}
              block
            />
          </p>
        )}
      </>
    ),
  });
}

export function showNew(res: Response, state: FormState): void {
  sendPage(res, {
    title: text('아동 등록', 'Register a child'),
    trail: TRAIL,
    body: <ChildForm action="/children/new" state={state} submit={text('등록', 'Register')} />,
  });
}

export function showEdit(res: Response, childId: string, state: FormState): void {
  sendPage(res, {
    title: text('아동 정보 변경', "Change a child's details"),
    trail: TRAIL,
    body: (
      <>
        <p class="lead">
          <T
            ko="이미 보낸 신청에는 신청할 때의 정보가 남습니다. 새로 신청하면 바뀐 정보를 보냅니다."
            en="Existing applications keep their details; new ones use these."
            block
          />
        </p>
        <ChildForm action={`/children/${childId}/edit`} state={state} submit={text('저장', 'Save')} />
      </>
    ),
  });
}

export function showRemove(res: Response, child: Child, open: readonly BlockingApplication[]): void {
  sendPage(res, {
    title: text('아동 삭제', 'Remove a child'),
    trail: TRAIL,
    body: (
      <>
        {open.length > 0 ? (
          <Alert
            tone="warning"
            title={text(
              '진행 중인 신청이 있어 삭제할 수 없습니다.',
              'This child cannot be removed while an application is open.',
            )}
          >
            <p>
              <T ko="먼저 아래 신청을 취소해 주세요." en="Withdraw these first:" />
            </p>
            <ul>
              {open.map(({ request_id, nursery_name }) => (
                <li key={request_id}>
                  <Link href={`/applications/${request_id}`}>{nursery_name}</Link>
                </li>
              ))}
            </ul>
          </Alert>
        ) : (
          <Alert tone="warning" title={text('이 아동을 삭제하시겠습니까?', 'Remove this child?')}>
            <p>
              <T
                ko="등록한 정보가 지워집니다. 지난 신청의 기록은 남습니다."
                en="The details you registered are deleted. The record of past applications stays."
                block
              />
            </p>
          </Alert>
        )}
        <Summary
          rows={[
            [text('이름', 'Name'), child.name],
            [text('생년월일', 'Birthday'), <Birthday key="birthday" value={child.birthday} />],
            [text('주소', 'Address'), `(${child.postcode}) ${child.address}`],
          ]}
        />
        <Form action={`/children/${child.child_id}/remove`} labels={{}}>
          <Actions>
            {open.length > 0 ? null : <Button label={text('삭제', 'Remove')} />}
            <LinkButton href="/children" label={text('목록으로', 'Back')} weight="tertiary" />
          </Actions>
        </Form>
      </>
    ),
  });
}
