export { inspect, inspectAll, type QueueReport } from './inspecting.ts';
export { type DeadLetter, letterOf } from './letter.ts';
export { type Redriven, type RedriveOptions, redrive, toSend } from './redriving.ts';
export { renderPlaces, renderRedriven } from './render.ts';
