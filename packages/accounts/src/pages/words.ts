import { type Text, text } from '@enterwait/pages/parts';

/** Labels of the fields of all account forms. */
export const FIELD_LABELS = {
  email: text('메일 주소', 'Email'),
  name: text('이름', 'Name'),
  password: text('비밀번호', 'Password'),
  current: text('지금 비밀번호', 'Current password'),
} as const satisfies Record<string, Text>;

export const ACCOUNT_LINK = { href: '/account', label: text('내 계정', 'My account') };
export const SIGN_IN_LINK = { href: '/sign-in', label: text('로그인', 'Sign in') };
export const SIGN_UP_LINK = { href: '/sign-up', label: text('회원가입', 'Sign up') };

export const WRONG_PASSWORD = text('메일 주소나 비밀번호가 맞지 않습니다', 'The email or the password is wrong');

export const LOOK_INTO_MAIL = text('메일을 확인해 주세요', 'Please check your mail');
export const WRONG_CURRENT = text('지금 비밀번호가 맞지 않습니다', 'The current password is wrong');
export const LINK_OVER = text(
  '링크가 이미 쓰였거나 시간이 지났습니다. 메일을 다시 받아 주세요',
  'The link was used or has expired. Please request another mail',
);

/** Shown to a person who has tried too often. @param seconds until the next try */
export function tooOften(seconds: number): Text {
  const minutes = Math.max(1, Math.ceil(seconds / 60));
  return text(
    `여러 번 시도했습니다. ${minutes}분 뒤에 다시 해 주세요`,
    `That was tried too often. Please try again in ${minutes} minute${minutes === 1 ? '' : 's'}`,
  );
}
