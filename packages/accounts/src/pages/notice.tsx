import { Actions, Alert, Lead, LinkButton, type Text } from '@enterwait/pages/parts';
import { sendPage } from '@enterwait/pages/site';
import type { Response } from 'express';
import { SIGN_IN_LINK } from './words.ts';

export interface Notice {
  readonly title: Text;
  readonly tone: 'success' | 'danger';
  /** What happened. */
  readonly happened: Text;
  /** What to do now, or what it means. */
  readonly lead?: Text;
  /** Links to continue. */
  readonly next: { readonly href: string; readonly label: Text };
}

/** A page with the result of a form, for a visitor who may not be signed in; the status is set. */
export function showNotice(res: Response, { title, tone, happened, lead, next }: Notice): void {
  sendPage(res, {
    title,
    trail: [SIGN_IN_LINK],
    body: (
      <>
        <Alert tone={tone} title={happened}>
          {lead && <Lead {...lead} />}
        </Alert>
        <Actions>
          <LinkButton {...next} />
        </Actions>
      </>
    ),
  });
}
