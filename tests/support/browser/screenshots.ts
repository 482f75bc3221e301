import { join } from 'node:path';
import { cacheDir } from '@enterwait/command-line/files';
import { theStack } from '../stack/stack.ts';

/** Where the pictures of the journeys are kept: ignored by git, a folder a kind of stack, those of the latest run. */
export const screenshotFolder = (): string => process.env.SCREENSHOTS || join(cacheDir, 'screenshots', theStack().kind);
