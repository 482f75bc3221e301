import type { MailTemplate } from '../words.ts';

/** An enrolled child has left (퇴소); in the pipeline this is a Cancel from the daycare. */
export const leave: MailTemplate = {
  subject: { ko: '어린이집 퇴소가 처리되었습니다', en: 'Your child has left the daycare' },
  happened: {
    ko: '어린이집이 아동의 퇴소를 처리했습니다. 승인되었던 자리는 다음 아동에게 돌아갑니다.',
    en: 'The daycare has recorded that your child has left. The place goes to the next child.',
  },
  next: {
    ko: '퇴소하지 않았다면 어린이집에 바로 문의해 주십시오. 다시 다니시려면 새로 신청하실 수 있으며, 대기 순서는 새로 정해집니다.',
    en: 'If your child has not left, please contact the daycare at once. To come back you may apply again; your place in the waitlist then starts over.',
  },
};
