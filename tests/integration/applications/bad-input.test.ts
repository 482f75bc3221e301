import { SERVICES, SYSTEMS } from '@enterwait/domain/protocol';
import { asAdmin, asOperator, asProgram, call, parents, post, staff } from '../../support/commands/api.ts';
import { BAD_BODIES } from '../../support/commands/bad-bodies.ts';
import { anApplication } from '../../support/commands/samples.ts';
import { everywhere } from '../../support/scenarios/outcome.ts';
import { deadLetterCounts, itemCount, queueDepth } from '../../support/stack/aws.ts';
import { rowCounts } from '../../support/stack/databases.ts';
import { eventually } from '../../support/stack/eventually.ts';
import { theStack } from '../../support/stack/stack.ts';

/** Everything that a bad call could have left behind. */
async function traces(): Promise<unknown> {
  const { integrateQueueUrl, outputs } = theStack();
  const [enterwait, nursery, items, dead, ...depths] = await Promise.all([
    rowCounts('enterwait'),
    rowCounts('nursery'),
    itemCount(),
    deadLetterCounts(),
    ...[integrateQueueUrl, ...Object.values(outputs.queue_urls)].map(queueDepth),
  ]);
  return { ...enterwait, ...nursery, items, dead, queued: depths.reduce((sum, depth) => sum + depth, 0) };
}

/** The traces once nothing moves any more: what other tests have in flight does not belong to this one. */
async function tracesAtRest(): Promise<unknown> {
  let before = await traces();
  return eventually(async () => {
    const now = await traces();
    const last = before;
    before = now;
    expect(now).toEqual(last);
    expect(now).toMatchObject({ queued: 0, 'enterwait.outbox': 0, 'nursery.outbox': 0 });
    return now;
  });
}

describe('bad input', () => {
  const commands = [
    ['enterwait', '/enterwait/request'],
    ['enterwait', '/enterwait/cancel'],
    ['nursery', '/request/accept'],
    ['nursery', '/request/reject'],
  ] as const;
  const synchronising = [
    ['enterwait', '/request/accept'],
    ['enterwait', '/request/reject'],
    ['enterwait', '/sync/outcome'],
    ['nursery', '/enterwait/request'],
    ['nursery', '/enterwait/cancel'],
    ['nursery', '/sync/outcome'],
  ] as const;
  const urlOf = (system: 'enterwait' | 'nursery', path: string) => theStack()[`${system}Url`] + path;

  test(`each of ${BAD_BODIES.length} bad bodies gets its answer from every command, and leaves no trace anywhere`, async () => {
    const before = await tracesAtRest();
    for (const [system, path] of commands) {
      for (const { name, body, status, code, contentType } of BAD_BODIES) {
        const answer = await post(urlOf(system, path), body, {
          ...asProgram(),
          ...(contentType === undefined ? {} : { 'content-type': contentType }),
        });
        expect([path, name, answer.status, answer.json.code]).toEqual([path, name, status, code]);
      }
    }
    expect(await tracesAtRest()).toEqual(before);
  });

  test('a synchronising call that nobody signed changes nothing', async () => {
    const before = await tracesAtRest();
    for (const [system, path] of synchronising) {
      expect(await post(urlOf(system, path), anApplication())).toMatchObject({
        status: 401,
        json: { code: 'signature-required' },
      });
    }
    expect(await tracesAtRest()).toEqual(before);
  });

  test('an illegal move is told why and leaves no trace', async () => {
    const application = anApplication();
    await parents.request(application);
    await everywhere(application, 1, 1);
    const stranger = anApplication();
    const before = await tracesAtRest();
    expect(await parents.request(application)).toMatchObject({ status: 409, json: { code: 'already-requested' } });
    expect(await parents.cancel(stranger)).toMatchObject({ status: 404, json: { code: 'no-application' } });
    expect(await staff.accept(stranger)).toMatchObject({ status: 404, json: { code: 'no-application' } });
    expect(await staff.reject(stranger)).toMatchObject({ status: 404, json: { code: 'no-application' } });
    expect(await parents.look(stranger)).toMatchObject({ status: 404, json: { code: 'no-application' } });
    expect(await tracesAtRest()).toEqual(before);

    await staff.accept(application);
    await everywhere(application, 2, 2);
    const accepted = await tracesAtRest();
    expect(await parents.request(application)).toMatchObject({ status: 409, json: { code: 'already-accepted' } });
    expect(await staff.accept(application)).toMatchObject({ status: 409, json: { code: 'already-accepted' } });
    expect(await staff.reject(application)).toMatchObject({ status: 409, json: { code: 'already-accepted' } });
    expect(await tracesAtRest()).toEqual(accepted);
  });

  // Ids and codes are in ASCII columns; a database server treats a comparison with other text as an error.
  test('no address of any service fails at a text that is not ASCII, or is no text', async () => {
    const texts = ['ó', '가나다', '😀', '%00', `ó${'0'.repeat(20)}`];
    const failed: string[] = [];
    for (const service of SERVICES) {
      const { json } = await call(`${theStack()[`${service}Url`]}/openapi.json`, { headers: asAdmin() });
      const paths = json.paths as Record<string, Record<string, { parameters?: { in: string; name: string }[] }>>;
      for (const [path, { get }] of Object.entries(paths)) {
        for (const { in: place, name } of get?.parameters ?? []) {
          if (place !== 'query' && place !== 'path') continue;
          for (const text of texts) {
            const value = text.startsWith('%') ? text : encodeURIComponent(text);
            const address = place === 'path' ? path.replace(`{${name}}`, value) : `${path}?${name}=${value}`;
            const url = theStack()[`${service}Url`] + address.replaceAll(/\{\w+\}/g, '202403150000001N00001');
            const answers = await Promise.all(
              [asAdmin(), asOperator(), asProgram()].map((headers) => call(url, { headers })),
            );
            failed.push(
              ...answers.filter(({ status }) => status >= 500).map(({ status }) => `${status} ${service} ${address}`),
            );
          }
        }
      }
    }
    expect(failed).toEqual([]);
  });

  test.each(SERVICES)('nobody of %s did what an id that is not ASCII did', async (service) => {
    const url = `${theStack()[`${service}Url`]}/audit?actor_id=${encodeURIComponent('ó')}`;
    expect(await call(url, { headers: asAdmin() })).toMatchObject({ status: 200, json: { entries: [], next: null } });
  });

  test('initialising needs the token and may be repeated', async () => {
    const before = await tracesAtRest();
    for (const system of SYSTEMS) {
      const url = urlOf(system, '/admin/init');
      expect((await call(url)).status).toBe(401);
      expect((await call(url, { headers: { authorization: 'Bearer guessed' } })).status).toBe(403);
      const again = await Promise.all([1, 2, 3].map(() => call(url, { headers: asAdmin() })));
      expect(again.map(({ status, json }) => [status, json.migrations])).toEqual([1, 2, 3].map(() => [200, []]));
    }
    expect(await tracesAtRest()).toEqual(before);
  });
});
