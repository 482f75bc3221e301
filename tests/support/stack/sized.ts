import { theStack } from './stack.ts';

/** How many of something a test uses. Each costs LocalStack several times MiniStack's processor time, and half as many show the same. */
export const sized = (count: number): number => (theStack().kind === 'docker' ? Math.ceil(count / 2) : count);
