import type { MailTemplate } from '../words.ts';

export const accept: MailTemplate = {
  subject: { ko: '입소대기 신청이 승인되었습니다', en: 'Your waitlist application was accepted' },
  happened: {
    ko: '어린이집이 입소대기 신청을 승인했습니다.',
    en: 'The daycare has accepted your application.',
  },
  next: {
    ko: '입소 날짜와 준비할 서류는 어린이집이 따로 안내합니다. 입소하지 않으시려면 다른 아동이 자리를 받을 수 있도록 신청을 취소해 주십시오.',
    en: 'The daycare will tell you the starting date and the papers it needs. If you do not want the place, please cancel the application so that another child can have it.',
  },
};
