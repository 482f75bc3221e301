/** Sort keys of the table: one STATE item and any number of EVENT# items an application. */
export const STATE_KEY = 'STATE';
export const EVENT_KEY_PREFIX = 'EVENT#';
