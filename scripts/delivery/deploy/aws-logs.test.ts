import { awsLogCalls } from './aws-logs.ts';

const PLACE = { cluster_name: 'enterwait', region: 'ap-northeast-2', functions: ['SQSToDynamoDB', 'SendEmail'] };
const call = (wish: Partial<Parameters<typeof awsLogCalls>[0]>) =>
  awsLogCalls({ since: '1h', follow: false, ...wish }, PLACE).map((args) => args.join(' '));

test('a service is one container of the pods, a function has a group of its own', () => {
  expect(call({ part: 'nursery' })).toEqual([
    'logs tail /aws/containerinsights/enterwait/application --region ap-northeast-2 --since 1h --format short --filter-pattern { $.kubernetes.container_name = "nursery" }',
  ]);
  expect(call({ part: 'sendemail', follow: true })).toEqual([
    'logs tail /aws/lambda/SendEmail --region ap-northeast-2 --since 1h --format short --follow',
  ]);
});

test('a trace is looked for in every group', () => {
  const trace = '0af7651916cd43dd8448eb211c80319c';
  const calls = call({ trace, since: '2d' });
  expect(calls).toHaveLength(3);
  expect(calls.every((one) => one.includes('--since 2d') && one.endsWith(`--filter-pattern "${trace}"`))).toBe(true);
});

test.each([{ since: 'yesterday' }, { part: 'x" || true' }])('%j is refused', (wish) =>
  expect(() => call(wish)).toThrow(Object.values(wish)[0]),
);
