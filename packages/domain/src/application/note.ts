import { plainText } from './text.ts';

/** The requester's reason: of a daycare that rejects, an operator who cancels, a daycare whose child leaves. The parent reads it. */
export const noteSchema = plainText({ max: 300 }).meta({
  description: '사유 · reason, up to 300 characters; the parent reads it',
});
