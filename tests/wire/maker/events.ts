import type { JudgedEvent } from '@enterwait/domain/protocol';
import { aStreamRecord } from '@enterwait/lambda/testing';
import { MATRIX, STORIES } from './stories.ts';

export const storyEvents = STORIES.flatMap(({ name, decisions }) =>
  decisions.map(({ event }, at) => ({ name: `${name} ${at + 1}`, event })),
);
export const eventSamples = [
  ...storyEvents,
  ...MATRIX.map(({ name, decisions }) => ({ name, event: decisions.at(-1)?.event as JudgedEvent })),
].map(({ name, event }) => ({ name, body: JSON.stringify(event) }));

export const streamSamples = storyEvents.map(({ name, event }) => ({
  name,
  record: aStreamRecord(JSON.parse(JSON.stringify(event))),
  reads: event,
}));
