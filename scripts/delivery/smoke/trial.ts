import type { Finding } from '@enterwait/command-line/output';
import { type Application, requestIdOf } from '@enterwait/domain/application';
import { SYSTEMS } from '@enterwait/domain/protocol';
import { z } from 'zod';
import { sampleBody } from '../../../localstack/demo/sample.ts';
import { type Answer, request, type Site, untilWell } from './site.ts';

const viewSchema = z.looseObject({ status: z.number().nullable(), in_flight: z.array(z.unknown()) });

/** An invented family; the daycare sees it in its line for the seconds that the trial takes. */
const trialBody = ({ nurseryId, email }: Site): Application => ({
  ...sampleBody(),
  user_id: 'smoke-test',
  child_name: '점검용',
  parent_name: '점검용',
  nursery_id: nurseryId,
  parent_email: email,
});

const STEPS = [
  { what: 'an application', path: '/enterwait/request', status: 1 },
  { what: 'its withdrawal', path: '/enterwait/cancel', status: 99 },
] as const;

/** Sends one application through the whole system and withdraws it: both systems must confirm what the judge decided. */
export async function* sendThrough(site: Site, key: string): AsyncGenerator<Finding> {
  const body = trialBody(site);
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
  for (const { what, path, status } of STEPS) {
    const accepted = await untilWell(`enterwait takes ${what}`, 0, async () =>
      problemsOf(
        await request(site.urls.enterwait + path, { method: 'POST', headers, body: JSON.stringify(body) }),
        202,
      ),
    );
    yield accepted;
    // What was not accepted will not arrive anywhere.
    if (accepted.problems.length > 0) return;
    for (const system of SYSTEMS) {
      yield untilWell(`${system} confirms ${what}`, site.patienceMs, async () => {
        const answer = await request(`${site.urls[system]}/requests/${requestIdOf(body)}`, { headers });
        const problems = problemsOf(answer, 200);
        if (problems.length > 0) return problems;
        const view = viewSchema.parse(JSON.parse(answer.text));
        if (view.status !== status) return [`status ${view.status}, not ${status}`];
        return view.in_flight.length === 0 ? [] : ['a command is still in flight'];
      });
    }
  }
}

const problemsOf = ({ status, text }: Answer, expected: number): string[] =>
  status === expected ? [] : [`HTTP ${status}, not ${expected}: ${codeOf(text)}`];

/** The machine-readable part of a problem document, without anything that might be personal. */
function codeOf(text: string): string {
  try {
    return z.object({ code: z.string() }).parse(JSON.parse(text)).code;
  } catch {
    return 'no problem document';
  }
}
