import type { ReturnReason } from '@enterwait/domain/application';
import { EMPTY_FORM, Form } from '@enterwait/pages/forms';
import { Actions, Alert, Button, Lead, LinkButton, type Text, text } from '@enterwait/pages/parts';
import type { VNode } from 'preact';

const HAPPENED: Readonly<Record<ReturnReason, Text>> = {
  bounce: text('메일 주소로 보낸 메일이 되돌아왔습니다', 'Mail to your address was returned'),
  complaint: text(
    '우리가 보낸 메일이 스팸으로 신고되었습니다',
    'One of our mails to your address was reported as spam',
  ),
};

/** For a person whose address is suppressed: what that means, and how to fix it. */
export const ReturnedMail = ({
  reason,
  canChange,
}: {
  readonly reason: ReturnReason;
  /** Whether they can change their address themselves. */
  readonly canChange: boolean;
}): VNode => (
  <Alert tone="danger" title={HAPPENED[reason]}>
    <Lead
      ko="그래서 이 주소로는 더 이상 메일을 보내지 않습니다. 주소가 맞으면 확인 메일을 받아 링크를 열어 주세요. 그때부터 다시 보냅니다."
      en="So we no longer send mail there. If the address is right, request a mail and follow its link; then we will send mail again."
    />
    {canChange ? (
      <Lead ko="주소가 틀렸거나 더 쓰지 않으면 바꿔 주세요." en="If it is wrong or no longer used, change it." />
    ) : (
      <Lead
        ko="주소가 틀렸거나 더 쓰지 않으면 관리자에게 알려 주세요."
        en="If it is wrong or no longer used, tell the administrator."
      />
    )}
    <Form action="/verify/again" labels={{}} state={EMPTY_FORM}>
      <Actions>
        <Button label={text('확인 메일 받기', 'Send a confirmation mail')} />
        {canChange && (
          <LinkButton
            href="/account/address"
            label={text('메일 주소 바꾸기', 'Change the mail address')}
            weight="secondary"
          />
        )}
      </Actions>
    </Form>
  </Alert>
);
