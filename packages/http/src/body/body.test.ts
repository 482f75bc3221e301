import { z } from 'zod';
import type { HttpError } from '../errors/errors.ts';
import { parseInput } from './body.ts';

test('a body with ten thousand fields is refused in an answer that is shorter than it', () => {
  const body = Object.fromEntries(Array.from({ length: 10_000 }, (_, index) => [`f${index}`, 1]));
  let refused: HttpError | undefined;
  try {
    parseInput(z.strictObject({ name: z.string() }), body);
  } catch (error) {
    refused = error as HttpError;
  }
  expect(refused).toMatchObject({ status: 400, code: 'unknown-field' });
  expect(JSON.stringify(refused?.errors).length).toBeLessThan(JSON.stringify(body).length / 10);
});
