import { text } from 'node:stream/consumers';
import { closeServer, type SmallServer, serve } from '../../tests/support/lone-systems/small-server.ts';
import { lambdaLog } from './lambda-log.ts';

interface Question {
  readonly startTime: number;
  readonly limit: number;
  readonly nextToken?: string;
}
interface Logged {
  readonly timestamp: number;
  readonly message: string;
}

/** Three lines per millisecond, so that a page ends in the middle of one. */
const LINES: readonly Logged[] = Array.from({ length: 25_000 }, (_, index) => ({
  timestamp: 1000 + Math.floor(index / 3),
  message: `line ${index}`,
}));
const messages = (lines: readonly Logged[]): string[] => lines.map(({ message }) => message);

let server: SmallServer | undefined;
afterEach(async () => {
  if (server !== undefined) await closeServer(server);
});

async function logOf(answer: (question: Question) => object, since = 0): Promise<string[]> {
  server = await serve(async (request, response) => {
    response.end(JSON.stringify(answer(JSON.parse(await text(request)) as Question)));
  });
  return lambdaLog({ awsEndpointUrl: server.url, region: 'ap-northeast-2' }, 'SendEmail', since);
}

const from = (lines: readonly Logged[], { startTime, limit }: Question): readonly Logged[] =>
  lines.filter(({ timestamp }) => timestamp >= startTime).slice(0, limit);

test('an emulator that gives one page and no token is asked on from where the page ended', async () => {
  await expect(logOf((question) => ({ events: from(LINES, question) }))).resolves.toEqual(messages(LINES));
});

test('tokens are followed', async () => {
  const log = logOf(({ nextToken = '0' }) => {
    const end = Number(nextToken) + 9_000;
    return { events: LINES.slice(end - 9_000, end), ...(end < LINES.length ? { nextToken: String(end) } : {}) };
  });
  await expect(log).resolves.toEqual(messages(LINES));
});

test('what was written before a moment is left out', async () => {
  const since = LINES[20_000]!.timestamp;
  await expect(logOf((question) => ({ events: from(LINES, question) }), since)).resolves.toEqual(
    messages(LINES.filter(({ timestamp }) => timestamp >= since)),
  );
});

test('a millisecond with more lines than a page does not stop it', async () => {
  const lines = LINES.map((line, index) => ({ ...line, timestamp: index < 12_000 ? 1000 : 2000 + index }));
  const log = await logOf((question) => ({ events: from(lines, question) }));
  expect(log.length).toBe(23_000);
  expect(log.at(-1)).toBe('line 24999');
});

test('a log that is not there is an error that says whose', async () => {
  server = await serve((_request, response) => {
    response.statusCode = 400;
    response.end(JSON.stringify({ __type: 'ResourceNotFoundException', message: 'The log group does not exist.' }));
  });
  await expect(lambdaLog({ awsEndpointUrl: server.url, region: 'ap-northeast-2' }, 'SendEmail')).rejects.toMatchObject({
    code: 'NO_LOG',
    message: '/aws/lambda/SendEmail: The log group does not exist.',
  });
});
