import type { MailTemplate } from '../words.ts';

export const reject: MailTemplate = {
  subject: { ko: '입소대기 신청이 반려되었습니다', en: 'Your waitlist application was declined' },
  happened: {
    ko: '어린이집이 입소대기 신청을 반려했습니다.',
    en: 'The daycare has declined your application.',
  },
  next: ({ note }) =>
    note === undefined
      ? {
          ko: '까닭은 어린이집에 문의해 주십시오. 다시 신청하시거나 다른 어린이집에 신청하실 수 있습니다.',
          en: 'Please ask the daycare for the reason. You may apply again, or apply to another daycare.',
        }
      : {
          ko: '사유에 대해 궁금한 점은 어린이집에 문의해 주십시오. 다시 신청하시거나 다른 어린이집에 신청하실 수 있습니다.',
          en: 'If the reason leaves questions, please ask the daycare. You may apply again, or apply to another daycare.',
        },
};
