import { theStack } from './stack.ts';

/** How many of something a test works with. LocalStack needs several times MiniStack's processor time for each, and half as many show the same. */
export const sized = (count: number): number => (theStack().kind === 'docker' ? Math.ceil(count / 2) : count);
