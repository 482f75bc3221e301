export { type DeadLetter, letterOf } from './letter.ts';
export { look, lookAtAll, type PlaceReport } from './looking.ts';
export { type Redriven, type RedriveOptions, redrive, toSend } from './redriving.ts';
export { renderPlaces, renderRedriven } from './render.ts';
