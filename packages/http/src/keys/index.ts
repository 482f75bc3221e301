export { createApiKeys } from './api-keys.ts';
export { keyRoutes } from './route.ts';
