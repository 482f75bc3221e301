export { requestsRoute } from './route.ts';
