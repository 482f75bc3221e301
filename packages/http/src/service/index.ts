export { type StartedService, startService } from './service.ts';
