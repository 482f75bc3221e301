export { createMailFeedback, type MailFeedback } from './mail-feedback.ts';
export { returnedMail } from './table.ts';
