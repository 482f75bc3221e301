import { applicationSchema, noteSchema } from '@enterwait/domain/application';
import { z } from 'zod';
import type { Route } from '../app/route.ts';
import { jsonResponse, openApiDocument, problemResponse } from './openapi.ts';

interface Document {
  readonly paths: Record<string, Record<string, { responses: Record<string, { description: string }> }>>;
}

const operation = { summary: 's', responses: { 200: jsonResponse('ok', z.object({})) } };
const route = (rest: Partial<Route>): Route => ({
  method: 'get',
  path: '/x',
  access: ['program'],
  operation,
  handlers: [],
  ...rest,
});
const answersOf = (one: Route): string[] => {
  const { paths } = openApiDocument({ title: 't', version: '1', description: 'd' }, [one]) as Document;
  return Object.keys(Object.values(Object.values(paths)[0] ?? {})[0]?.responses ?? {});
};
const body = { required: true, content: { 'application/json': { schema: applicationSchema } } };

test.each<[string, Route, string[]]>([
  ['an open one', route({ access: 'open' }), ['200', '400', '405', '429', '503']],
  ['one for some', route({}), ['200', '400', '401', '403', '405', '429', '503']],
  [
    'one with a body',
    route({ method: 'post', operation: { ...operation, requestBody: body } }),
    ['200', '400', '401', '403', '405', '413', '415', '422', '429', '503'],
  ],
  [
    'one with parameters',
    route({ path: '/x/:id', operation: { ...operation, requestParams: { path: z.object({ id: z.string() }) } } }),
    ['200', '400', '401', '403', '404', '405', '422', '429', '503'],
  ],
])('of %s it is described what it may answer', (_what, one, answers) => {
  expect(answersOf(one)).toEqual(answers);
});

test('what an operation says of an answer itself stands', () => {
  const own = { ...operation, responses: { ...operation.responses, 503: problemResponse('maintenance') } };
  const { paths } = openApiDocument({ title: 't', version: '1', description: 'd' }, [
    route({ operation: own }),
  ]) as Document;
  expect(paths['/x']?.get?.responses['503']?.description).toBe('maintenance');
});

test('patterns hold nothing that only this language reads', () => {
  const text = JSON.stringify([applicationSchema, noteSchema].map((schema) => z.toJSONSchema(schema, { io: 'input' })));
  const patterns = [...text.matchAll(/"pattern":("(?:[^"\\]|\\.)*")/g)].map(
    ([, pattern = '']) => JSON.parse(pattern) as string,
  );
  expect(patterns.length).toBeGreaterThan(9);
  // Not every engine reads these: classes of control characters, private use and surrogates; code points in braces; digits of all scripts;
  // lookbehind.
  for (const pattern of patterns) expect(pattern).not.toMatch(/\\p\{C|\\u\{|\\d|\(\?<|\\ud[89a-f]/i);
});
