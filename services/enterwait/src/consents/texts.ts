import { type Text, text } from '@enterwait/pages/parts';

/** Separate consents (개인정보 보호법 §15, §17, §23): the account, what is passed to a daycare, and sensitive data. */
export const CONSENT_KINDS = ['account', 'provision', 'sensitive'] as const;
export type ConsentKind = (typeof CONSENT_KINDS)[number];

/** What the law requires to be shown before a person agrees: name and value. */
type Terms = readonly (readonly [name: Text, value: Text])[];

export interface ConsentText {
  /** Date of the text. A new text is a new version; the old one stays in the history of this file. */
  readonly version: string;
  /** Earlier versions that still count, because purpose, items, recipients and retention are the same. */
  readonly alsoCounts: readonly string[];
  readonly title: Text;
  readonly agree: Text;
  readonly terms: Terms;
}

const PURPOSE = text('목적', 'Purpose');
const ITEMS = text('항목', 'Items');
const KEPT = text('보유 기간', 'Kept for');
const REFUSAL = text('거부할 권리', 'If you refuse');
const RECIPIENT = text('제공받는 자', 'Recipient');

/**
 * The texts of the consents. Retention as in docs/operations.md (closed applications: one year). A change of purpose,
 * items, recipient or retention needs a new version without `alsoCounts`: everybody is then asked again before their
 * next application.
 */
export const CONSENTS: Readonly<Record<ConsentKind, ConsentText>> = {
  account: {
    version: '2026-11-27',
    alsoCounts: [],
    title: text('개인정보 수집·이용 동의', 'Collection and use of personal data'),
    agree: text('개인정보 수집·이용에 동의합니다 (필수)', 'I agree to the collection and use of my data (required)'),
    terms: [
      [
        PURPOSE,
        text(
          '회원 가입과 본인 확인, 입소대기 신청과 순서·결과 안내',
          'your account; applications for a daycare place, your turn and the outcome',
        ),
      ],
      [
        ITEMS,
        text(
          '보호자의 이름, 메일 주소, 비밀번호(해시), 전화번호, 주소, 우편번호; 아동의 이름, 생년월일, 주소; 접속 시각과 IP 주소',
          "parent's name, mail address, password (hashed), phone, address, postcode; child's name, birthday, address; times and IP addresses of visits",
        ),
      ],
      [
        KEPT,
        text(
          '탈퇴할 때까지. 취소·반려된 신청은 그로부터 1년',
          'until you leave; withdrawn and rejected applications one year',
        ),
      ],
      [
        REFUSAL,
        text('동의하지 않을 수 있으며, 그 경우 가입할 수 없습니다.', 'You may refuse; there is no account then.'),
      ],
    ],
  },
  provision: {
    version: '2026-11-27',
    alsoCounts: [],
    title: text('개인정보 제3자 제공 동의', 'Passing data on to the daycare'),
    agree: text(
      '신청한 어린이집에 개인정보를 제공하는 데 동의합니다 (필수)',
      'I agree that my data is passed on to the daycare I apply at (required)',
    ),
    terms: [
      [RECIPIENT, text('신청한 어린이집', 'the daycare that you apply at')],
      [
        PURPOSE,
        text('입소대기 순서 관리, 입소 결정, 보호자에게 연락', 'the waiting line, the decision, reaching the parent'),
      ],
      [
        ITEMS,
        text(
          '아동의 이름과 생년월일, 보호자의 이름, 전화번호, 주소, 우편번호, 메일 주소, 고른 우선순위 항목',
          "child's name and birthday; parent's name, phone, address, postcode, mail address; the priority items you choose",
        ),
      ],
      [
        KEPT,
        text(
          '대기하거나 다니는 동안, 취소·반려 뒤 1년',
          'while the child waits or attends, and a year after a withdrawal or rejection',
        ),
      ],
      [REFUSAL, text('동의하지 않을 수 있으며, 그 경우 신청할 수 없습니다.', 'You may refuse; you cannot apply then.')],
    ],
  },
  sensitive: {
    version: '2026-11-27',
    alsoCounts: [],
    title: text('민감정보 처리 동의', 'Sensitive data'),
    agree: text(
      '우선순위 점수를 위한 민감정보 처리와 제공에 동의합니다',
      'I agree that sensitive data is processed and passed on for the priority score',
    ),
    terms: [
      [PURPOSE, text('입소 우선순위 점수 (영유아보육법 제28조)', 'the priority score by law')],
      [
        ITEMS,
        text(
          '장애, 기초생활 수급·차상위 등 복지 자격, 한부모·조손·다문화·입양·아동복지시설 등 가족 상황 가운데 고른 항목',
          'disability, welfare and family circumstances, of these the items you choose',
        ),
      ],
      [RECIPIENT, text('신청한 어린이집', 'the daycare that you apply at')],
      [
        KEPT,
        text(
          '대기하거나 다니는 동안, 취소·반려 뒤 1년',
          'while the child waits or attends, and a year after a withdrawal or rejection',
        ),
      ],
      [
        REFUSAL,
        text(
          '동의하지 않아도 신청할 수 있으며, 그 항목의 점수만 받을 수 없습니다.',
          'You may refuse and still apply, without the points of these items.',
        ),
      ],
    ],
  },
};
