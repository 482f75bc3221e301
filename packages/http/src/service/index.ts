export { type Loop, type ServiceContent, type ServiceParts, type StartedService, startService } from './service.ts';
