import { randomUUID } from 'node:crypto';
import { HttpError } from '@enterwait/http/errors';
import type { FormState } from '@enterwait/pages/forms';
import { Actions, Alert, bilingual, Empty, LinkButton, T, text, withQuery } from '@enterwait/pages/parts';
import { sendPage } from '@enterwait/pages/site';
import type { Response } from 'express';
import { z } from 'zod';
import { parentOf } from '../visitor.ts';
import type { ApplicationContext, Candidate, Checked } from './application-context.ts';
import { type Application, ApplyForm, ApplySteps, Check, titleOf } from './apply-form.tsx';
import { isUnverified, NOT_VERIFIED, Unverified } from './unverified.tsx';

const TRAIL = [{ href: '/daycares', label: text('어린이집 찾기', 'Daycares') }];

export function showForm(res: Response, context: ApplicationContext, state: FormState): void {
  const { daycare, candidates, parent, registered } = context;
  const here = withQuery('/apply', { nursery_id: daycare.nursery_id });
  sendPage(res, {
    title: titleOf(daycare),
    trail: TRAIL,
    aside: <ApplySteps now={1} />,
    body: isUnverified(res) ? (
      <Unverified />
    ) : registered === 0 ? (
      <Empty
        title={text('먼저 아동을 등록해 주세요.', 'Register your child first.')}
        action={{ href: '/children/new', label: text('아동 등록', 'Register a child') }}
      />
    ) : parent === undefined ? (
      <Empty
        title={text('먼저 연락처를 등록해 주세요.', 'Add your contact details first.')}
        hint={text('어린이집이 연락할 수 있어야 합니다.', 'The daycare must be able to reach you.')}
        action={{ href: withQuery('/profile', { next: here }), label: text('연락처 등록', 'Add them') }}
      />
    ) : (
      <ApplyForm {...context} state={registered === 1 ? preselected(state, candidates) : state} />
    ),
  });
}

/** An only child is preselected. */
function preselected(state: FormState, candidates: readonly Candidate[]): FormState {
  const [only] = candidates;
  if (only === undefined || state.raw.child_id !== undefined) return state;
  return { ...state, raw: { ...state.raw, child_id: only.child.child_id } };
}

export function showCheck(
  res: Response,
  context: ApplicationContext,
  { candidate, items }: Checked,
  application: Application,
): void {
  const { daycare, parent, rules } = context;
  if (parent === undefined) {
    showForm(res, context, { raw: {}, errors: {} });
    return;
  }
  sendPage(res, {
    title: text('신청 내용 확인', 'Check your application'),
    trail: TRAIL,
    aside: <ApplySteps now={2} />,
    body: (
      <Check
        daycare={daycare}
        child={candidate.child}
        parent={{ ...parentOf(res), ...parent }}
        rules={rules}
        items={items}
        application={application}
        submission={randomUUID()}
      />
    ),
  });
}

/** Says why it was refused; nothing was written. Other errors go to the error handler. */
export function showRefused(res: Response, { daycare }: ApplicationContext, error: unknown): void {
  const reason = reasonOf(error);
  sendPage(res.status(reason.status), {
    title: text('신청할 수 없습니다', 'This application is not possible'),
    trail: TRAIL,
    body: (
      <>
        <Alert tone="danger" title={bilingual(reason.title)}>
          <p>
            <T ko={`${daycare.name} 신청은 접수되지 않았습니다.`} en="Nothing was sent to the daycare." block />
          </p>
        </Alert>
        {error instanceof HttpError && error.code === NOT_VERIFIED && <Unverified />}
        <Actions>
          {error instanceof HttpError && error.code === 'consent-required' ? (
            <LinkButton href="/consents" label={text('동의하러 가기', 'To your consents')} />
          ) : null}
          <LinkButton href="/applications" label={text('내 신청 보기', 'My applications')} weight="primary" />
          <LinkButton href="/daycares" label={text('다른 어린이집 찾기', 'Another daycare')} />
        </Actions>
      </>
    ),
  });
}

function reasonOf(error: unknown): { readonly status: number; readonly title: string } {
  if (error instanceof HttpError && error.status < 500) return error;
  if (error instanceof z.ZodError) {
    const fields = new Set(error.issues.map(({ path }) => String(path[0])));
    const account = [...fields].some((field) => ['parent_name', 'parent_email', 'user_id'].includes(field));
    return {
      status: 422,
      title: account
        ? '계정의 이름이나 메일 주소를 신청에 쓸 수 없습니다. 계정에서 고쳐 주세요 / the name or mail address of your account cannot be used: change it there'
        : '등록한 정보를 신청에 쓸 수 없습니다. 아동 정보와 연락처를 확인해 주세요 / please check the details of your child and of yourself',
    };
  }
  throw error;
}
