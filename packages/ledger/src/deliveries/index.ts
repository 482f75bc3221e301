export { outcomeRoute, synchroniseRoute } from './route.ts';
export { createDeliveryReader } from './signed-delivery.ts';
