import { plainText } from './text.ts';

/** Why, in the words of who asked: a daycare that rejects, an operator who cancels, a child that leaves. The parent reads it. */
export const noteSchema = plainText({ max: 300 }).meta({
  description: '사유 · reason, up to 300 characters; the parent reads it',
});
