export { createEventBus } from './bus.ts';
export { createPublisher, type PublisherDependencies } from './publishing.ts';
