import { mock } from 'node:test';

// Whatever asks for the time while the samples are made gets the same each time.
mock.timers.enable({ apis: ['Date'], now: Date.parse('2026-11-25T03:04:05.678Z') });
