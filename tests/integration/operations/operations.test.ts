import { STATUS } from '@enterwait/domain/protocol';
import { asAdmin, asProgram, call, parents, post } from '../../support/commands/api.ts';
import { anApplication, idOf } from '../../support/commands/samples.ts';
import { everywhere } from '../../support/scenarios/outcome.ts';
import { rowsOf } from '../../support/stack/databases.ts';
import { eventually } from '../../support/stack/eventually.ts';
import { logsSoFar } from '../../support/stack/logs.ts';
import { sized } from '../../support/stack/sized.ts';
import { theStack } from '../../support/stack/stack.ts';

const urls = () => [theStack().enterwaitUrl, theStack().nurseryUrl, theStack().managementUrl];

describe('a running service', () => {
  test('is alive, ready, measured and described', async () => {
    for (const url of urls()) {
      expect((await call(`${url}/healthz`)).status).toBe(200);
      expect((await call(`${url}/readyz`)).status).toBe(200);
      expect(String((await call(`${url}/metrics`, { headers: asAdmin() })).json.text)).toMatch(
        /^http_request_duration_seconds_count/m,
      );
      const document = (await call(`${url}/openapi.json`, { headers: asAdmin() })).json;
      expect(document).toMatchObject({ openapi: '3.1.0' });
      expect(Object.keys(document.paths as object)).toContain('/healthz');
    }
  });

  test('shows its API to browse, from its own files only', async () => {
    for (const url of urls()) {
      const response = await fetch(`${url}/docs/`, { headers: asAdmin() });
      const page = await response.text();
      expect(response.status).toBe(200);
      expect(page).not.toMatch(/https?:\/\//);
      expect(response.headers.get('content-security-policy')).toMatch(/script-src 'self'(;|$)/);
      for (const [, file] of page.matchAll(/(?:src|href)="([^"]+)"/g))
        expect((await call(`${url}/docs/${file}`, { headers: asAdmin() })).status).toBe(200);
    }
  });

  test('logs nothing that belongs to a person', async () => {
    const application = anApplication({
      child_name: '비밀하늘',
      parent_name: '비밀민준',
      parent_address: '비밀시 비밀로 1',
    });
    await parents.request(application);
    await everywhere(application, STATUS.requested, 1);
    await post(`${theStack().enterwaitUrl}/enterwait/request`, { ...application, child_id: '비밀번호' }, asProgram());
    for (const log of await logsSoFar()) {
      for (const personal of [
        application.child_name,
        application.parent_name,
        application.parent_address,
        '비밀번호',
        application.user_id,
      ]) {
        expect([log.name, log.text.includes(personal)]).toEqual([log.name, false]);
      }
    }
  });
});

describe('a service that is told to stop', () => {
  test('answers what it has taken, and loses none of it', async () => {
    const applications = Array.from({ length: sized(120) }, () => anApplication());
    const { enterwait } = theStack().services;
    const asked = applications.map(async (application) => {
      const answer = await parents.request(application).catch(() => undefined);
      return answer?.status === 202 ? application : undefined;
    });
    await eventually(async () =>
      expect(
        await rowsOf('enterwait', 'SELECT 1 FROM request WHERE request_id = ?', [idOf(applications[0]!)]),
      ).toHaveLength(1),
    );
    await enterwait.stop();
    const accepted = (await Promise.all(asked)).filter((application) => application !== undefined);
    await enterwait.start();
    expect(accepted.length).toBeGreaterThan(0);
    for (const application of accepted) await everywhere(application, STATUS.requested, 1);
    expect(await rowsOf('enterwait', 'SELECT id FROM outbox')).toEqual([]);
  });
});
