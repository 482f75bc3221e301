import { join } from 'node:path';
import { cacheDir } from '@enterwait/command-line/files';
import { theStack } from '../stack/stack.ts';

/** Where the journeys' screenshots are kept: ignored by git, one folder per kind of stack, only those of the latest run. */
export const screenshotFolder = (): string => process.env.SCREENSHOTS || join(cacheDir, 'screenshots', theStack().kind);
