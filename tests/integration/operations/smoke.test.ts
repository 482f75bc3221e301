import type { Finding } from '@enterwait/command-line/output';
import { smoke } from '../../../scripts/delivery/smoke/run.ts';
import { NOBODY, type Site } from '../../../scripts/delivery/smoke/site.ts';
import { closeServer, serve } from '../../support/lone-systems/small-server.ts';
import { mailsTo } from '../../support/scenarios/outcome.ts';
import { eventually } from '../../support/stack/eventually.ts';
import { theStack } from '../../support/stack/stack.ts';

const site = (overrides: Partial<Site> = {}): Site => {
  const { enterwaitUrl, nurseryUrl, managementUrl, keys } = theStack();
  return {
    urls: { enterwait: enterwaitUrl, nursery: nurseryUrl, management: managementUrl },
    key: keys.program,
    nurseryId: 'N00001',
    email: NOBODY,
    patienceMs: 30_000,
    ...overrides,
  };
};

async function findingsOf(where: Site): Promise<Finding[]> {
  const findings: Finding[] = [];
  for await (const finding of smoke(where)) findings.push(finding);
  return findings;
}

const problemsOf = async (where: Site): Promise<string[]> =>
  (await findingsOf(where)).filter(({ problems }) => problems.length > 0).map(({ what }) => what);

test('a stack that works passes, from the doors to an application that is sent through and withdrawn', async () => {
  const findings = await findingsOf(site());
  expect(findings.filter(({ problems }) => problems.length > 0)).toEqual([]);
  expect(findings.map(({ what }) => what)).toEqual(
    expect.arrayContaining(['nursery confirms an application', 'enterwait confirms its withdrawal']),
  );
  // Mails are late when many others wait.
  await eventually(async () => expect((await mailsTo(NOBODY)).length).toBeGreaterThanOrEqual(1));
});

test('a key that is not known is said at the first step, and nothing is waited for', async () => {
  expect(await problemsOf(site({ key: 'ew_unknown' }))).toEqual(['enterwait takes an application']);
});

test('a service that is not there, and one that lets everybody in, are found', async () => {
  const careless = await serve((_request, response) => response.writeHead(200).end('{}'));
  try {
    const found = await problemsOf(
      site({
        urls: { ...site().urls, nursery: 'http://127.0.0.1:1', management: careless.url },
        key: undefined,
        patienceMs: 0,
      }),
    );
    expect(found).toEqual(
      expect.arrayContaining([
        'nursery: alive (/healthz)',
        'nursery: ready for work (/readyz)',
        'management: closed to strangers: GET /admin/init',
        'management: tells browsers to be careful',
      ]),
    );
    expect(found.filter((what) => what.startsWith('enterwait'))).toEqual([]);
  } finally {
    await closeServer(careless);
  }
});
