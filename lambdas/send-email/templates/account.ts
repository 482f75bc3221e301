import type { AccountMail, AccountMailKind } from '@enterwait/domain/protocol';
import type { Message } from '../layout.tsx';
import { type Bilingual, koreaTime } from '../words.ts';
import { passwordReset } from './password-reset.ts';

type AccountMessage = Omit<Message, 'sandbox'>;
type Content = Pick<AccountMail, 'url' | 'expires_at'>;

const validUntil = ({ expires_at }: Content) => ({
  label: { ko: '유효 시각', en: 'Valid until' },
  value: koreaTime(new Date(expires_at)),
});
const linkTo = ({ url }: Content, label: Bilingual) => ({ label, url });
const NEW_PASSWORD: Bilingual = { ko: '새 비밀번호 정하기', en: 'Set a new password' };

/** The text of each account mail; none contains account data. */
export const ACCOUNT_TEMPLATES: Readonly<Record<AccountMailKind, (mail: Content) => AccountMessage>> = {
  'password-reset': passwordReset,
  'address-verification': (mail) => ({
    subject: { ko: '메일 주소 확인 안내', en: 'Confirm your mail address' },
    happened: {
      ko: '이 메일 주소로 회원가입이 접수되었습니다.',
      en: 'Somebody signed up with this mail address.',
    },
    facts: [validUntil(mail)],
    next: {
      ko: '본인이 가입하셨다면 아래 주소에서 메일 주소를 확인해 주십시오. 확인한 뒤에 입소대기를 신청할 수 있습니다. 가입하신 적이 없다면 누르지 말고 이 메일을 지우십시오.',
      en: 'If it was you, confirm the address below; then you can apply for a place. If it was not you, do not follow the link and delete this mail.',
    },
    link: linkTo(mail, { ko: '메일 주소 확인하기', en: 'Confirm the address' }),
  }),
  'sign-up-again': (mail) => ({
    subject: { ko: '이미 가입한 메일 주소입니다', en: 'You have an account already' },
    happened: {
      ko: '이 메일 주소로 회원가입이 다시 시도되었지만, 이미 계정이 있습니다. 바뀐 것은 없습니다.',
      en: 'Somebody tried to sign up with this mail address, which has an account already. Nothing was changed.',
    },
    facts: [],
    next: {
      ko: '본인이라면 로그인하시거나, 비밀번호를 잊으셨다면 로그인 화면의 비밀번호 찾기로 새로 정하십시오. 본인이 아니라면 이 메일을 지우십시오.',
      en: 'If it was you, sign in, or set a new password by “Forgot your password?” on that page. If it was not you, delete this mail.',
    },
    link: linkTo(mail, { ko: '로그인하기', en: 'Sign in' }),
  }),
  'password-changed': (mail) => ({
    subject: { ko: '비밀번호가 바뀌었습니다', en: 'Your password was changed' },
    happened: {
      ko: '이 메일 주소의 계정 비밀번호가 바뀌었습니다. 다른 기기는 로그아웃되었고, 전에 보낸 링크는 쓸 수 없습니다.',
      en: 'The password of the account with this mail address was changed. Other devices were signed out, and links that were mailed before no longer work.',
    },
    facts: [],
    next: {
      ko: '본인이 바꾸셨다면 하실 일이 없습니다. 본인이 아니라면 아래 주소에서 바로 새 비밀번호를 정하십시오.',
      en: 'If it was you, there is nothing to do. If it was not you, set a new password at the address below at once.',
    },
    link: linkTo(mail, NEW_PASSWORD),
  }),
  'address-change': (mail) => ({
    subject: { ko: '새 메일 주소 확인 안내', en: 'Confirm your new mail address' },
    happened: {
      ko: '계정의 메일 주소를 이 주소로 바꾸는 요청이 접수되었습니다.',
      en: 'Somebody asked to change the mail address of an account to this one.',
    },
    facts: [validUntil(mail)],
    next: {
      ko: '본인이 요청하셨다면 아래 주소에서 확인해 주십시오. 그때 바뀌며, 한 번만 쓸 수 있습니다. 요청하신 적이 없다면 누르지 말고 이 메일을 지우십시오.',
      en: 'If it was you, confirm it at the address below. It changes only then, and the link works once. If it was not you, do not follow the link and delete this mail.',
    },
    link: linkTo(mail, { ko: '새 주소 확인하기', en: 'Confirm the new address' }),
  }),
  'address-change-asked': (mail) => ({
    subject: { ko: '메일 주소 변경이 요청되었습니다', en: 'A change of your mail address was asked for' },
    happened: {
      ko: '이 메일 주소의 계정을 다른 주소로 바꾸는 요청이 접수되었습니다. 새 주소에서 확인하기 전에는 바뀌지 않습니다.',
      en: 'Somebody asked to move the account with this mail address to another one. Nothing changes until the new one is confirmed.',
    },
    facts: [],
    next: {
      ko: '본인이 요청하셨다면 하실 일이 없습니다. 본인이 아니라면 아래 주소에서 바로 새 비밀번호를 정하십시오: 그러면 변경 링크도 쓸 수 없게 됩니다.',
      en: 'If it was you, there is nothing to do. If it was not you, set a new password at the address below at once: that ends the link of the change as well.',
    },
    link: linkTo(mail, NEW_PASSWORD),
  }),
  'address-changed': (mail) => ({
    subject: { ko: '메일 주소가 바뀌었습니다', en: 'Your mail address was changed' },
    happened: {
      ko: '이 메일 주소의 계정이 다른 주소로 바뀌었습니다. 앞으로 이 주소로는 로그인할 수 없습니다.',
      en: 'The account with this mail address now has another address. You can no longer sign in with this one.',
    },
    facts: [],
    next: {
      ko: '본인이 바꾸셨다면 하실 일이 없습니다. 본인이 아니라면 바로 담당 기관에 알려 주십시오.',
      en: 'If it was you, there is nothing to do. If it was not you, tell the agency at once.',
    },
    link: linkTo(mail, { ko: '로그인 화면', en: 'Sign-in page' }),
  }),
  'second-factor-on': (mail) => ({
    subject: { ko: '2단계 인증이 켜졌습니다', en: 'Two-step sign-in was switched on' },
    happened: {
      ko: '이 메일 주소의 계정에 2단계 인증이 켜졌습니다. 다른 기기는 로그아웃되었고, 이제 로그인할 때 인증 앱의 코드도 입력합니다.',
      en: 'Two-step sign-in was switched on for the account with this mail address. Other devices were signed out, and signing in takes a code of the authenticator app as well.',
    },
    facts: [],
    next: {
      ko: '본인이 켜셨다면 하실 일이 없습니다. 본인이 아니라면 아래 주소에서 바로 새 비밀번호를 정하고, 관리자에게 2단계 인증 해제를 요청하십시오.',
      en: 'If it was you, there is nothing to do. If it was not you, set a new password at the address below at once, and ask the administrator to take two-step sign-in away.',
    },
    link: linkTo(mail, NEW_PASSWORD),
  }),
  'second-factor-off': (mail) => ({
    subject: { ko: '2단계 인증이 꺼졌습니다', en: 'Two-step sign-in was switched off' },
    happened: {
      ko: '이 메일 주소의 계정에서 2단계 인증이 꺼졌거나 관리자가 해제했습니다. 이제 비밀번호만으로 로그인합니다.',
      en: 'Two-step sign-in was switched off for the account with this mail address, by its owner or the administrator. The password alone signs in now.',
    },
    facts: [],
    next: {
      ko: '본인이 끄셨거나 관리자에게 요청하셨다면 하실 일이 없습니다. 본인이 아니라면 아래 주소에서 바로 새 비밀번호를 정하고, 로그인하여 2단계 인증을 다시 켜십시오.',
      en: 'If you did it or asked for it, there is nothing to do. If not, set a new password at the address below at once, then sign in and switch two-step sign-in on again.',
    },
    link: linkTo(mail, NEW_PASSWORD),
  }),
  'second-factor-codes': (mail) => ({
    subject: { ko: '새 복구 코드를 받았습니다', en: 'New recovery codes were made' },
    happened: {
      ko: '이 메일 주소의 계정에서 2단계 인증의 복구 코드를 새로 받았습니다. 전의 복구 코드는 쓸 수 없습니다.',
      en: 'New recovery codes were made for the two-step sign-in of the account with this mail address. The old ones no longer work.',
    },
    facts: [],
    next: {
      ko: '본인이 받으셨다면 하실 일이 없습니다. 본인이 아니라면 아래 주소에서 바로 새 비밀번호를 정하고, 로그인하여 복구 코드를 다시 받으십시오.',
      en: 'If it was you, there is nothing to do. If it was not you, set a new password at the address below at once, then sign in and have new codes made.',
    },
    link: linkTo(mail, NEW_PASSWORD),
  }),
  'address-confirmation': (mail) => ({
    subject: { ko: '메일 주소 다시 확인', en: 'Confirm your mail address again' },
    happened: {
      ko: '이 주소로 보낸 메일이 되돌아왔거나 스팸으로 신고되어, 이 주소로는 메일을 보내지 않고 있습니다. 다시 확인하는 요청이 접수되었습니다.',
      en: 'Mails to this address came back, or one was reported as spam, so we stopped sending them. Somebody asked to confirm the address again.',
    },
    facts: [validUntil(mail)],
    next: {
      ko: '본인이 요청하셨다면 아래 주소에서 확인해 주십시오. 그때부터 메일을 다시 보냅니다. 요청하신 적이 없다면 누르지 말고 이 메일을 지우십시오.',
      en: 'If it was you, confirm the address below; from then on we send mails again. If it was not you, do not follow the link and delete this mail.',
    },
    link: linkTo(mail, { ko: '메일 주소 확인하기', en: 'Confirm the address' }),
  }),
};
