export { createApiKeys } from './api-keys.ts';
export { keyRoutes } from './route.ts';
export { deleteKeysOf } from './table.ts';
