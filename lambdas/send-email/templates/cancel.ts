import type { MailTemplate } from '../words.ts';

export const cancel: MailTemplate = {
  subject: { ko: '입소대기 신청이 취소되었습니다', en: 'Your waitlist application was cancelled' },
  happened: ({ origin }) =>
    origin === 'management'
      ? {
          ko: '담당 기관이 어린이집 입소대기 신청을 취소했습니다.',
          en: 'The agency in charge has cancelled your application for the daycare waitlist.',
        }
      : {
          ko: '요청하신 대로 어린이집 입소대기 신청이 취소되었습니다.',
          en: 'As you asked, your application for the daycare waitlist was cancelled.',
        },
  next: {
    ko: '더 하실 일은 없습니다. 같은 어린이집에 다시 신청하실 수 있으며, 그때는 대기 순서가 새로 정해집니다.',
    en: 'There is nothing more to do. You may apply to the same daycare again; your place in the waitlist then starts anew.',
  },
};
