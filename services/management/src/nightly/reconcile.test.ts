import { ConfigError, readConfig } from '@enterwait/http/config';
import { databaseUrl } from './pipeline.ts';
import { reconciledOnly, tell } from './reconcile.ts';
import { nightlyVariables } from './variables.ts';

const env = {
  REGION: 'ap-northeast-2',
  QUEUE_URL: 'https://sqs.example/1/IntegrateEventQueue.fifo',
  TABLE_NAME: 'T',
  DB_TLS: 'rds',
  ...Object.fromEntries(
    ['ENTERWAIT', 'NURSERY'].flatMap((of) => [
      [`${of}_DB_HOST`, `${of.toLowerCase()}.example`],
      [`${of}_DB_NAME`, of.toLowerCase()],
      [`${of}_DB_USER`, of.toLowerCase()],
      [`${of}_DB_PASSWORD`, 'p@ss/word:1'],
    ]),
  ),
};

test('without the word the service starts, with it everything must be given', async () => {
  await expect(reconciledOnly(['node', 'main.mjs'], {})).resolves.toBe(false);
  await expect(reconciledOnly(['node', 'main.mjs', 'reconcile'], {})).rejects.toThrow(ConfigError);
  await expect(reconciledOnly(['node', 'main.mjs', 'reconcile'], {})).rejects.toThrow(/NURSERY_DB_PASSWORD/);
});

test('a password may hold any letter, and the way to RDS is encrypted', () => {
  const url = new URL(databaseUrl(readConfig(nightlyVariables, env), 'nursery'));
  expect([url.host, url.pathname, url.searchParams.get('ssl')]).toEqual([
    'nursery.example:3306',
    '/nursery',
    'Amazon RDS',
  ]);
  expect(decodeURIComponent(url.password)).toBe('p@ss/word:1');
});

test('the last line counts all, and what differs is told before it', () => {
  const lines: [string, object][] = [];
  const logger = {
    info: (fields: object) => lines.push(['info', fields]),
    warn: (fields: object) => lines.push(['warn', fields]),
  } as unknown as Parameters<typeof tell>[1];
  const difference = { kind: 'row-behind', system: 'nursery', request_id: 'r' } as const;
  const more = { compared: 300, unjudged: { enterwait: 0, nursery: 0 }, cut: false, underWay: 0, memoryMb: 1 };
  tell({ differences: Array.from({ length: 150 }, () => difference), ...more }, logger);
  expect(lines).toHaveLength(101);
  expect(lines[0]).toEqual(['warn', { difference }]);
  expect(lines.at(-1)).toEqual(['info', { reconcileDifferences: 150, ...more }]);
});
