/** Sort keys of the table: one STATE item and any number of EVENT# items per application. */
export const STATE_KEY = 'STATE';
export const EVENT_KEY_PREFIX = 'EVENT#';
/**
 * Events imported from the old system (docs/adr/0013), or rebuilt from the databases after an emulator lost its table
 * (docs/adr/0016). They are history to read and are never published: the stream's filter accepts `EVENT#` only. They
 * sort before it, because they happened before.
 */
export const IMPORTED_EVENT_KEY_PREFIX = 'EVENT!';
/** Prefix of both: a history is read by it. */
export const ANY_EVENT_KEY_PREFIX = 'EVENT';
