import { jest } from '@jest/globals';

// Longer than any `eventually` of a test, so that a failure names what was waited for and not the clock.
jest.setTimeout(600_000);
