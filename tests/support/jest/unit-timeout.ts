import { jest } from '@jest/globals';

// A stack is starting beside the unit tests, on the same two cores: Jest's five seconds would be a measurement of the machine.
jest.setTimeout(60_000);
