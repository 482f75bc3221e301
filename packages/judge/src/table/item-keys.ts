/** Sort keys of the table: one STATE item and any number of EVENT# items an application. */
export const STATE_KEY = 'STATE';
export const EVENT_KEY_PREFIX = 'EVENT#';
/**
 * Events that were imported from the old system (docs/adr/0013), or remembered by the databases when an emulator had lost its table
 * (docs/adr/0016): history to read, never told to anybody. The stream's filter takes `EVENT#` alone. They sort before it, as they happened before.
 */
export const IMPORTED_EVENT_KEY_PREFIX = 'EVENT!';
/** Of both: what a history is read by. */
export const ANY_EVENT_KEY_PREFIX = 'EVENT';
