import type { HttpError } from '@enterwait/http/errors';
import type { Request, Response } from 'express';
import { Actions, LinkButton } from '../parts/actions.tsx';
import { Alert } from '../parts/blocks.tsx';
import { bilingual, T, type Text, text } from '../parts/text.tsx';
import { sendPage } from './page.tsx';

/** What a person can do about an error, by status; the error's own title says what happened. */
const ADVICE: Record<number, { title: Text; advice: Text }> = {
  401: {
    title: text('로그인이 필요합니다', 'Please sign in'),
    advice: text('로그인한 뒤 다시 이용해 주세요.', 'Sign in and try again.'),
  },
  403: {
    title: text('이 화면을 볼 수 없습니다', 'You cannot open this page'),
    advice: text(
      '다른 분의 정보이거나 권한이 없는 화면입니다. 다른 계정으로 로그인했는지 확인해 주세요.',
      'It belongs to somebody else, or your account may not use it. Check which account you are signed in with.',
    ),
  },
  404: {
    title: text('찾을 수 없습니다', 'Not found'),
    advice: text(
      '주소가 바뀌었거나 없는 내용입니다. 주소를 확인하거나 처음 화면에서 다시 찾아 주세요.',
      'There is nothing at this address. Check it, or start from the home page.',
    ),
  },
  409: {
    title: text('처리할 수 없습니다', 'This is not possible'),
    advice: text(
      '그 사이에 상태가 바뀌었을 수 있습니다. 화면을 새로 열어 확인해 주세요.',
      'It may have changed in the meantime. Open the page again to see.',
    ),
  },
  429: {
    title: text('잠시 후 다시 시도해 주세요', 'Please wait a moment'),
    advice: text(
      '이번 요청은 처리하지 않았습니다. 위의 시간이 지난 뒤 다시 시도해 주세요.',
      'Nothing was done this time. Try again when the time above has passed.',
    ),
  },
  503: {
    title: text('지금은 이용할 수 없습니다', 'Not available right now'),
    advice: text(
      '시스템을 점검하고 있습니다. 이미 접수된 신청은 안전합니다. 잠시 후 다시 시도해 주세요.',
      'The system is unavailable for a moment. What was received is safe. Please try again soon.',
    ),
  },
};

const REQUEST_ADVICE = {
  title: text('요청을 처리하지 못했습니다', 'This did not work'),
  advice: text('앞 화면으로 돌아가 다시 시도해 주세요.', 'Go back and try again.'),
};
const OUR_FAULT = {
  title: text('문제가 발생했습니다', 'Something went wrong'),
  advice: text(
    '저희 쪽 오류입니다. 이미 접수된 신청은 안전합니다. 잠시 후 다시 시도해 주세요.',
    'This is our fault. What was received is safe. Please try again soon.',
  ),
};

/** An error explained for parents: what happened, whether anything is lost, what to do now. */
export function showErrorPage(_req: Request, res: Response, error: HttpError): void {
  const { title, advice } = ADVICE[error.status] ?? (error.status >= 500 ? OUR_FAULT : REQUEST_ADVICE);
  sendPage(res, {
    title,
    body: (
      <>
        <Alert tone={error.status >= 500 ? 'danger' : 'warning'} title={bilingual(error.title)}>
          <p>
            <T {...advice} block />
          </p>
        </Alert>
        <Actions>
          <LinkButton href="/" label={text('처음 화면으로', 'Home')} />
        </Actions>
      </>
    ),
  });
}
