import { closeServer, type SmallServer, serve } from '../../tests/support/lone-systems/small-server.ts';
import { knowsTable } from './localstack.ts';

let server: SmallServer | undefined;
let asked = 0;
afterEach(async () => {
  if (server !== undefined) await closeServer(server);
});

async function anEmulator(status: number, body: object): Promise<string> {
  asked = 0;
  server = await serve((_request, response) => {
    asked += 1;
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' }).end(JSON.stringify(body));
  });
  return server.url;
}

test('an emulator is asked which tables it has', async () => {
  const endpoint = await anEmulator(200, { TableNames: ['Applications'] });
  await expect(knowsTable(endpoint, 'ap-northeast-2', 'Applications')).resolves.toBe(true);
  await expect(knowsTable(endpoint, 'ap-northeast-2', 'Application')).resolves.toBe(false);
});

test('one that has trouble of its own, or is not there, does not say; it is asked once', async () => {
  const endpoint = await anEmulator(500, { __type: 'InternalServerError', message: 'starting' });
  await expect(knowsTable(endpoint, 'ap-northeast-2', 'Applications')).resolves.toBeUndefined();
  expect(asked).toBe(1);
  if (server !== undefined) await closeServer(server);
  await expect(knowsTable(endpoint, 'ap-northeast-2', 'Applications')).resolves.toBeUndefined();
});
