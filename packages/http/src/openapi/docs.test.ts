import express from 'express';
import { closeServer, type SmallServer, serve } from '../../../../tests/support/lone-systems/small-server.ts';
import { answerErrors, unknownPath } from '../app/error-handler.ts';
import { createLogger } from '../server/logging.ts';
import { docsRouter } from './docs.ts';

let document: string | undefined;
let server: SmallServer;

beforeAll(async () => {
  const app = express()
    .use('/alone', docsRouter('/nowhere', 'Alone'))
    .use('/docs', docsRouter('/nowhere', 'Here', [{ name: 'nursery', read: async () => document }]))
    .use(unknownPath([]))
    .use(answerErrors(createLogger('test', 'silent')));
  server = await serve(app);
});
afterAll(() => closeServer(server));

const get = async (path: string): Promise<{ status: number; text: string }> => {
  const response = await fetch(server.url + path);
  return { status: response.status, text: await response.text() };
};

/** The settings with which a browser would start swagger-ui. */
async function startedWith(path: string): Promise<Record<string, unknown>> {
  const { text } = await get(path);
  let given: Record<string, unknown> = {};
  const start = (options: Record<string, unknown>): void => {
    given = options;
  };
  const bundle = Object.assign(start, { presets: { apis: 1 } });
  new Function('SwaggerUIBundle', 'SwaggerUIStandalonePreset', text)(bundle, 2);
  return given;
}

test('a system alone shows its own document', async () => {
  expect(await startedWith('/alone/start.js')).toMatchObject({ url: '../openapi.json', validatorUrl: null });
  expect((await get('/alone/')).text).not.toContain('preset');
  expect((await get('/alone/systems/nursery')).status).toBe(404);
});

test('others are shown beside, and nothing is sent to the wrong one', async () => {
  expect(await startedWith('/docs/start.js')).toMatchObject({
    urls: [
      { name: 'Here', url: '../openapi.json' },
      { name: 'nursery', url: 'systems/nursery' },
    ],
    supportedSubmitMethods: [],
    layout: 'StandaloneLayout',
  });
  expect((await get('/docs/')).text).toContain('swagger-ui-standalone-preset.js');
  document = '{"openapi":"3.1.0"}';
  expect(await get('/docs/systems/nursery')).toEqual({ status: 200, text: document });
  expect((await get('/docs/systems/enterwait')).status).toBe(404);
});

test('a system that does not answer is said to be away', async () => {
  document = undefined;
  expect((await get('/docs/systems/nursery')).status).toBe(503);
});
