import { jest } from '@jest/globals';

// A stack starts beside the unit tests, on the same two cores: Jest's five seconds would only measure the machine.
jest.setTimeout(60_000);
