export { createMailFeedback } from './mail-feedback.ts';
export { returnedMail } from './table.ts';
