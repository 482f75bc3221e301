import { plainText } from './text.ts';

/**
 * The reason given by the person who asks: a daycare that rejects, an operator who cancels, a child that leaves. The
 * parent reads it.
 */
export const noteSchema = plainText({ max: 300 }).meta({
  description: '사유 · reason, up to 300 characters; the parent reads it',
});
