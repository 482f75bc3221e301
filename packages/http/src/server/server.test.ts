import { startServer } from './server.ts';

const quiet = { info() {}, error() {} };

async function stopWith(closers: Parameters<typeof startServer>[0]['closers']) {
  const lines: object[] = [];
  const logger = { ...quiet, error: (fields: object) => lines.push(fields) } as never;
  const app = (_req: unknown, res: { end(): void }) => res.end();
  const options = { app: app as never, host: '127.0.0.1', port: 0, logger, closers, stopDeadlineMs: 300 };
  const running = await startServer(options);
  const stopped = await running.stop().then(
    () => 'in order',
    (error: Error) => error.message,
  );
  return { stopped, lines };
}

test('what a service holds is closed in its order', async () => {
  const order: string[] = [];
  const closer = (name: string) => ({ name, close: async () => void order.push(name) });
  expect(await stopWith([closer('relay'), closer('database')])).toMatchObject({ stopped: 'in order', lines: [] });
  expect(order).toEqual(['relay', 'database']);
});

test('stopping ends though something never closes: it is named and left, and the rest is closed', async () => {
  const order: string[] = [];
  const { stopped, lines } = await stopWith([
    { name: 'relay', close: () => new Promise(() => {}) },
    { name: 'accounts', close: () => Promise.reject(new Error('no')) },
    { name: 'database', close: async () => void order.push('database') },
  ]);
  expect(stopped).toBe('not closed: relay, accounts');
  expect(lines).toMatchObject([{ part: 'relay' }, { part: 'accounts' }]);
  expect(order).toEqual(['database']);
});

test('an answer that never comes is given up, and what is held is closed', async () => {
  const asked = Promise.withResolvers<void>();
  const order: string[] = [];
  const running = await startServer({
    app: () => asked.resolve(),
    host: '127.0.0.1',
    port: 0,
    logger: quiet as never,
    closers: [{ name: 'database', close: async () => void order.push('database') }],
    stopDeadlineMs: 200,
  });
  const answer = fetch(running.url).catch(() => 'cut off');
  await asked.promise;
  await running.stop();
  expect(order).toEqual(['database']);
  expect(await answer).toBe('cut off');
});
