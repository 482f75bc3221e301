export { chosenPlaces, isParked, type Place, placesOf, sourcesOf } from './places.ts';
export { type PipelineQueues, queuesBeside } from './queues.ts';
export { countOf, type Received, receive, release } from './receiving.ts';
