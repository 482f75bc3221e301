import { CommandFailed, UserError } from '@enterwait/command-line/errors';
import { explain } from './explain.ts';

const refused = (address: string, port: number): Error =>
  Object.assign(new Error(`connect ECONNREFUSED ${address}:${port}`), { code: 'ECONNREFUSED', address, port });

test.each([
  ['a socket', refused('192.0.2.1', 4000)],
  ['fetch', new TypeError('fetch failed', { cause: refused('192.0.2.1', 4000) })],
  ['both addresses of a name', new AggregateError([refused('::1', 4000), refused('192.0.2.1', 4000)])],
  [
    'the database, which keeps the address in its text',
    Object.assign(new Error('connect ECONNREFUSED 192.0.2.1:4000'), { code: 'ECONNREFUSED' }),
  ],
])('nobody answers %s: in words, with the address', async (_whom, error) => {
  await expect(explain(error, { TARGET: 'aws' })).resolves.toMatchObject({
    code: 'UNREACHABLE',
    message: expect.stringMatching(/:4000 이\(가\) 답하지 않습니다 \(does not answer\): ECONNREFUSED$/),
    advice: expect.any(String),
  });
});

test('a call of the SDK that took too long has no address, and words all the same', async () => {
  const error = Object.assign(new Error('Request timed out'), { name: 'TimeoutError' });
  await expect(explain(error, { TARGET: 'aws' })).resolves.toMatchObject({ code: 'UNREACHABLE' });
});

test.each([
  ['ENOSPC', '디스크가 가득 찼습니다'],
  ['EDQUOT', '할당량'],
  ['EROFS', '읽기 전용'],
  ['EACCES', '권한이 없습니다'],
  ['EPERM', '권한이 없습니다'],
  ['ENAMETOOLONG', '너무 깁니다'],
  ['ENFILE', '너무 많습니다'],
  ['EEXIST', '폴더가 아닙니다'],
])('%s of the disk: what, where and what to do', async (code, what) => {
  const error = Object.assign(new Error(`${code}: open '/state/x'`), { code, path: '/state/x', syscall: 'open' });
  await expect(explain(new Error('outer', { cause: error }))).resolves.toMatchObject({
    code: 'STORAGE',
    message: expect.stringMatching(new RegExp(`${what}.*/state/x`)),
    advice: expect.any(String),
  });
});

test('a command of Docker that found no engine: in words, with what to do', async () => {
  const said = 'Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?';
  await expect(explain(new CommandFailed('docker ps', 1, said))).resolves.toMatchObject({
    code: 'NO_ENGINE',
    message: expect.stringContaining('no Docker engine answers'),
    advice: expect.stringContaining('make up'),
  });
});

test('a port that may not be listened on is no matter of the disk', async () => {
  const error = Object.assign(new Error('listen EACCES'), { code: 'EACCES', syscall: 'listen' });
  await expect(explain(error)).resolves.toBe(error);
});

test('what has words already keeps them, and what nobody foresaw stays as it is', async () => {
  const foreseen = new UserError('BUSY', 'busy', undefined, { cause: refused('192.0.2.1', 4000) });
  const unforeseen = new RangeError('no');
  await expect(explain(foreseen)).resolves.toBe(foreseen);
  await expect(explain(unforeseen)).resolves.toBe(unforeseen);
});
