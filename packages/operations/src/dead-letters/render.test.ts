import { anApplication, anAppliedEvent } from '@enterwait/lambda/testing';
import { letterOf } from './letter.ts';
import { renderAge, renderPlaces } from './render.ts';

const message = (body: unknown) => ({
  MessageId: 'm-1',
  Body: JSON.stringify(body),
  Attributes: { SentTimestamp: '1710460800000' },
});
const PERSONAL = /김|user@|parent01|세종대로|010-/;

test('what is shown holds nothing of a person', () => {
  const letters = [letterOf(message(anAppliedEvent('Request')), false), letterOf(message(anApplication()), false)];
  const places = [{ queue: 'Q-dlq', count: 3, oldest_age_s: 61, messages: letters }];
  const shown = renderPlaces(places);
  expect(shown).not.toMatch(PERSONAL);
  expect(shown).toContain('1 개는 보지 못함');
});

test('an age is told in the unit that people would use', () => {
  expect([null, 5, 600, 7200, 259_200].map(renderAge)).toEqual(['-', '5 s', '10 min', '2 h', '3 d']);
});
