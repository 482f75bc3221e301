import type { MailTemplate } from '../words.ts';

export const request: MailTemplate = {
  subject: { ko: '입소대기 신청이 접수되었습니다', en: 'Your waitlist application was received' },
  happened: {
    ko: '어린이집 입소대기 신청이 접수되었습니다.',
    en: 'We have received your application for the daycare waitlist.',
  },
  next: {
    ko: '어린이집이 신청을 확인하고 승인 또는 반려하면 그 결과를 메일로 알려 드립니다. 그때까지 언제든지 신청을 취소하실 수 있습니다.',
    en: 'The daycare will look at it and accept or decline; we will mail you the result. You can cancel the application at any time.',
  },
};
