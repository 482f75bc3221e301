/** Events as SES puts them on the event bus; ids and addresses are made up. */
const sesEvent = (detailType: string, detail: object): string =>
  JSON.stringify({
    version: '0',
    id: '12a18625-3cd4-4fca-b0d5-7e1c3f5e0a01',
    'detail-type': detailType,
    source: 'aws.ses',
    account: '111122223333',
    time: '2026-11-27T09:00:30Z',
    region: 'ap-northeast-2',
    resources: ['arn:aws:ses:ap-northeast-2:111122223333:configuration-set/enterwait'],
    detail,
  });

const mailTo = (address: string) => ({
  timestamp: '2026-11-27T09:00:00.000Z',
  source: 'no-reply@example.go.kr',
  sourceArn: 'arn:aws:ses:ap-northeast-2:111122223333:identity/example.go.kr',
  sendingAccountId: '111122223333',
  messageId: '010c019ac44f053b-61b59c11-9236-4e6e-8f96-7be8a0000000-000000',
  destination: [address],
  headersTruncated: false,
  headers: [{ name: 'To', value: address }],
  commonHeaders: { from: ['no-reply@example.go.kr'], to: [address], subject: '입소대기 신청이 접수되었습니다' },
  tags: { 'ses:configuration-set': ['enterwait'], 'ses:from-domain': ['example.go.kr'] },
});

export interface Happened {
  /** ISO 8601. */
  readonly at?: string;
}

export const aBounce = (
  address: string,
  { at = '2026-11-27T09:00:20.000Z', type = 'Permanent' }: Happened & { readonly type?: string } = {},
): string =>
  sesEvent('Email Bounced', {
    eventType: 'Bounce',
    mail: mailTo(address),
    bounce: {
      feedbackId: '010c019ac44f0000-c4866694-0000-4a5b-0000-cbd6b0000000-000000',
      bounceType: type,
      bounceSubType: 'General',
      bouncedRecipients: [
        { emailAddress: address, action: 'failed', status: '5.1.1', diagnosticCode: 'smtp; 550 5.1.1 user unknown' },
      ],
      timestamp: at,
      reportingMTA: 'dns; b224-1.smtp-out.ap-northeast-2.amazonses.com',
    },
  });

export const aComplaint = (
  address: string,
  { at = '2026-11-27T09:00:20.000Z', feedbackType = 'abuse' }: Happened & { readonly feedbackType?: string } = {},
): string =>
  sesEvent('Email Complaint Received', {
    eventType: 'Complaint',
    mail: mailTo(address),
    complaint: {
      feedbackId: '010c019ac44f0000-ebc0b5b6-0000-4f5b-0000-cbd6b0000000-000000',
      complainedRecipients: [{ emailAddress: address }],
      complaintFeedbackType: feedbackType,
      userAgent: 'ExampleCorp Feedback Loop (V0.01)',
      arrivalDate: at,
      timestamp: at,
      complaintSubType: null,
    },
  });

/** An event that nothing here handles. */
export const aDelivery = (address: string): string =>
  sesEvent('Email Delivered', {
    eventType: 'Delivery',
    mail: mailTo(address),
    delivery: {
      timestamp: '2026-11-27T09:00:20.000Z',
      recipients: [address],
      smtpResponse: '250 2.6.0 Message received',
    },
  });
