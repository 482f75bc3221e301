export type { Deliverer, Delivery, Notice, Notifier } from './delivery.ts';
export { deliveryHeaders } from './signature.ts';
