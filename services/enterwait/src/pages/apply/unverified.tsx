import { principalOf } from '@enterwait/http/access';
import { EMPTY_FORM, Form } from '@enterwait/pages/forms';
import { Actions, Alert, Button, Lead, text } from '@enterwait/pages/parts';
import type { Response } from 'express';
import type { VNode } from 'preact';

/** Error code for a person who has not verified their mail address. */
export const NOT_VERIFIED = 'address-not-verified';

export const isUnverified = (res: Response): boolean => principalOf(res).emailVerified === false;

/** Explains why applying is not possible yet, and offers another mail with the link. */
export const Unverified = (): VNode => (
  <Alert tone="warning" title={text('메일 주소를 먼저 확인해 주세요', 'Please confirm your mail address first')}>
    <Lead
      ko="신청 결과를 메일로 보내므로, 가입할 때 보낸 메일의 링크를 연 뒤에 신청할 수 있습니다."
      en="We mail you the outcome. Follow the link in the mail that we sent when you signed up; then you can apply."
    />
    <Form action="/verify/again" labels={{}} state={EMPTY_FORM}>
      <Actions>
        <Button label={text('확인 메일 다시 받기', 'Send another mail')} />
      </Actions>
    </Form>
  </Alert>
);
