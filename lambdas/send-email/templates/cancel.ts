import type { Bilingual, MailTemplate } from '../words.ts';

const next: Bilingual = {
  ko: '더 하실 일은 없습니다. 같은 어린이집에 다시 신청하실 수 있으며, 그때는 대기 순서가 새로 정해집니다.',
  en: 'There is nothing more to do. You may apply to the same daycare again; your place in the waitlist then starts over.',
};

/** Cancelled by the parent. */
export const cancel: MailTemplate = {
  subject: { ko: '입소대기 신청이 취소되었습니다', en: 'Your waitlist application was cancelled' },
  happened: {
    ko: '요청하신 대로 어린이집 입소대기 신청이 취소되었습니다.',
    en: 'As you asked, your application for the daycare waitlist was cancelled.',
  },
  next,
};

/** Cancelled by an operator, on behalf of the parent or for another reason. */
export const cancelByAgency: MailTemplate = {
  subject: { ko: '담당 기관이 입소대기 신청을 취소했습니다', en: 'The agency has cancelled your waitlist application' },
  happened: {
    ko: '담당 기관이 어린이집 입소대기 신청을 취소했습니다.',
    en: 'The agency in charge has cancelled your application for the daycare waitlist.',
  },
  next: {
    ko: `요청하신 일이 아니라면 담당 기관에 문의해 주십시오. ${next.ko}`,
    en: `If you did not ask for this, please contact the agency. ${next.en}`,
  },
};
