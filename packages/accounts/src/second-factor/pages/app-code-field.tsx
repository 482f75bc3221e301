import { Field } from '@enterwait/pages/forms';
import { text } from '@enterwait/pages/parts';

const HINT = text('인증 앱에 나오는 숫자 6자리', 'The six digits that your authenticator app shows');

/** A field for an app code; phones show the digit keyboard and offer the code just received. */
export const AppCodeField = () => (
  <Field name="code" autoComplete="one-time-code" inputMode="numeric" maxLength={10} width="short" hint={HINT} />
);
