import { applicationSchema, requestIdOf } from '@enterwait/domain/application';
import { sampleBody } from './sample.ts';

test('the sample is what the wire contract asks for', () => {
  expect(applicationSchema.parse(sampleBody())).toMatchObject({ parent_email: 'user@email.com' });
});

test('no two samples are the same application', () => {
  const ids = Array.from({ length: 1000 }, () => requestIdOf(sampleBody()));
  expect(new Set(ids).size).toBe(1000);
});
