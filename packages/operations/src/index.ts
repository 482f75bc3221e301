export { waitUntilEmpty } from './draining.ts';
export { type DeadLetter, letterOf } from './letter.ts';
export { look, lookAtAll, type PlaceReport } from './looking.ts';
export { chosenPlaces, isParked, type Place, placesOf, sourcesOf } from './places.ts';
export { type PipelineQueues, queuesBeside } from './queues.ts';
export { countOf, type Received, receive, release } from './receiving.ts';
export { type Redriven, type RedriveOptions, redrive, toSend } from './redriving.ts';
export { reindex } from './reindexing.ts';
