import { withQuery } from '@enterwait/pages/parts';

/** URLs of the pages. The JSON API has the same ones without `/console`. */
export const PLACES = {
  home: '/',
  applications: '/console/applications',
  application: (requestId: string) => `/console/applications/${requestId}`,
  cancel: (requestId: string) => `/console/applications/${requestId}/cancel`,
  deadLetters: '/console/dead-letters',
  deadLetter: (queue: string) => `/console/dead-letters/${queue}`,
  redrive: (queue: string) => `/console/dead-letters/${queue}/redrive`,
  accessRecords: '/console/access-records',
  figures: '/console/figures',
  figuresOf: (range: string) => withQuery('/console/figures', { range }),
  health: '/console/health',
} as const;
