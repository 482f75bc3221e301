import { mock } from 'node:test';

// Everything that reads the clock while the samples are made gets the same time in every run.
mock.timers.enable({ apis: ['Date'], now: Date.parse('2026-11-25T03:04:05.678Z') });
