import { jest } from '@jest/globals';

// Longer than any `eventually` of a test, so that a failure is told by what was waited for and not by the clock.
jest.setTimeout(600_000);
