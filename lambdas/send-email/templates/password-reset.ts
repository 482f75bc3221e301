import type { AccountMail } from '@enterwait/domain/protocol';
import type { Message } from '../layout.tsx';
import { koreaTime } from '../words.ts';

/** To a person who requested a new password, or for whom somebody else did: it contains nothing of the account. */
export const passwordReset = ({
  url,
  expires_at,
}: Pick<AccountMail, 'url' | 'expires_at'>): Omit<Message, 'sandbox'> => ({
  subject: { ko: '비밀번호 재설정 안내', en: 'Set a new password' },
  happened: {
    ko: '이 메일 주소의 계정에 비밀번호 재설정이 요청되었습니다.',
    en: 'Somebody asked for a new password for the account with this mail address.',
  },
  facts: [{ label: { ko: '유효 시각', en: 'Valid until' }, value: koreaTime(new Date(expires_at)) }],
  next: {
    ko: '아래 주소에서 새 비밀번호를 정하십시오. 한 번만 쓸 수 있습니다. 요청하신 적이 없다면 이 메일을 지우십시오: 비밀번호는 바뀌지 않습니다.',
    en: 'Set a new password at the address below; it works once. If it was not you, delete this mail: the password stays as it is.',
  },
  link: { label: { ko: '새 비밀번호 정하기', en: 'Set a new password' }, url },
});
