export {
  APPLICATION_FIELDS,
  type Application,
  applicationSchema,
  REQUEST_ID,
  recordedApplicationSchema,
  requestIdOf,
  wireApplication,
} from './application.ts';
export { ERASED, erased, isErased } from './erased.ts';
export {
  addressKeyOf,
  heldBackFor,
  MAIL_ADDRESS_MAJOR,
  type MailAddressMessage,
  type MailAddressNotice,
  type MailAddressState,
  mailAddressMessageSchema,
  mailAddressNoticeSchema,
  mailAddressStateSchema,
  mergeAddressStates,
  RETURN_REASONS,
  type ReturnReason,
  UNKNOWN_ADDRESS,
} from './mail-address.ts';
export { SAMPLE_APPLICATION } from './sample.ts';
export { noteSchema, plainText } from './text.ts';
