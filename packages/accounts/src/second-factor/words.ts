import { type Text, text } from '@enterwait/pages/parts';

/** Where the code is requested after the password. */
export const CODE_PATH = '/sign-in/code';
/** The pages to set it up and manage it; the only ones open to people who must set one up first. */
export const SECOND_FACTOR_PATH = '/account/second-factor';

export const SECOND_FACTOR = text('2단계 인증', 'Two-step sign-in');

export const CODE_LABELS = {
  code: text('인증 코드', 'Code'),
  password: text('지금 비밀번호', 'Current password'),
} as const satisfies Record<string, Text>;

export const ANY_CODE_HINT = text(
  '인증 앱의 숫자 6자리, 또는 복구 코드',
  'The six digits from your authenticator app, or a recovery code',
);

export const WRONG_CODE = text('인증 코드가 맞지 않습니다', 'The code is wrong');
export const USED_CODE = text(
  '이미 쓴 코드입니다. 앱에 다음 코드가 나오면 입력해 주세요',
  'This code was used before. Please wait for the next one',
);
export const WRONG_CURRENT_PASSWORD = text('지금 비밀번호가 맞지 않습니다', 'The current password is wrong');
