import type { Application } from '@enterwait/domain/application';
import { type JudgedEvent, STATUS, SYSTEMS } from '@enterwait/domain/protocol';
import fc from 'fast-check';
import { v7 as uuidv7 } from 'uuid';
import { asProgram, enterKey, parents, post, staff, withKey } from '../../support/commands/api.ts';
import { anAddress, anApplication, idOf } from '../../support/commands/samples.ts';
import { anEvent, signedHeaders } from '../../support/commands/signed-call.ts';
import { register } from '../../support/people/registered.ts';
import { everywhere, mailsArrived, mailsTo } from '../../support/scenarios/outcome.ts';
import { eventsOf, queueDepth, sendCommand, sendToQueue } from '../../support/stack/aws.ts';
import { confirmedIn, databaseOf, enrolled } from '../../support/stack/databases.ts';
import { eventually } from '../../support/stack/eventually.ts';
import { theStack } from '../../support/stack/stack.ts';

/** Delivers a judged event to a system as the Lambdas do. */
async function deliver(system: 'enterwait' | 'nursery', event: JudgedEvent): Promise<string> {
  const paths = {
    Request: '/enterwait/request',
    Cancel: '/enterwait/cancel',
    Accept: '/request/accept',
    Reject: '/request/reject',
  };
  const foreign = event.outcome === 'applied' && (event.origin !== system || event.type === 'Request');
  const known = system === 'nursery' ? ['Request', 'Cancel'] : ['Accept', 'Reject'];
  const direct = foreign && known.includes(event.type);
  const body = JSON.stringify(direct ? event.application : event);
  const url = theStack()[`${system}Url`] + (direct ? paths[event.type] : '/sync/outcome');
  const answer = await post(url, body, signedHeaders(event, body, { secret: theStack().webhookSecret }));
  expect(answer.status).toBe(200);
  return String(answer.json.result);
}

describe('repeats', () => {
  test('a command that reaches the queue twice under two names of the queue is judged once', async () => {
    const application = anApplication({ parent_email: anAddress() });
    const event_id = uuidv7();
    const body = JSON.stringify({
      ...application,
      event_id,
      type: 'Request',
      origin: 'enterwait',
      occurred_at: new Date().toISOString(),
    });
    for (const dedup of ['first', 'second']) {
      await sendCommand({ body, status: 'Request', group: idOf(application), dedup: `${event_id}-${dedup}` });
    }
    await everywhere(application, STATUS.requested, 1);
    await eventually(async () => expect(await queueDepth(theStack().integrateQueueUrl)).toBe(0));
    expect(await eventsOf(idOf(application))).toHaveLength(1);
    await mailsArrived(application.parent_email, 1);
  });

  test('an event that is delivered and mailed twice has one effect and one mail', async () => {
    const application = anApplication({ parent_email: anAddress() });
    await parents.request(application);
    await everywhere(application, STATUS.requested, 1);
    await mailsArrived(application.parent_email, 1);
    const [item] = await eventsOf(idOf(application));
    const { sk: _key, ...event } = item ?? {};
    const { queue_urls } = theStack().outputs;
    // The queues that carry judged events.
    const urls = Object.entries(queue_urls).filter(([name]) => /EventTo|SendEmail/.test(name));
    expect(urls).toHaveLength(3);
    for (const [, url] of urls) await sendToQueue(url, JSON.stringify(event));
    await eventually(async () => {
      for (const [, url] of urls) expect(await queueDepth(url)).toBe(0);
    });
    await everywhere(application, STATUS.requested, 1);
    expect(await mailsTo(application.parent_email)).toHaveLength(1);
  });

  test('a double click is one application: the second is told that it is waiting already', async () => {
    const application = anApplication({ parent_email: anAddress() });
    const answers = await Promise.all([1, 2, 3, 4, 5].map(() => parents.request(application)));
    expect(answers.map(({ status }) => status).sort()).toEqual([202, 409, 409, 409, 409]);
    await everywhere(application, STATUS.requested, 1);
    expect(await eventsOf(idOf(application))).toHaveLength(1);
  });
});

describe("a message in the seed's own form", () => {
  test('is judged, delivered and mailed, though no system here has asked for it', async () => {
    const application = anApplication({ parent_email: anAddress() });
    const messageId = await sendCommand({
      body: JSON.stringify(application),
      status: 'Request',
      group: 'seed',
      dedup: uuidv7(),
    });
    await everywhere(application, STATUS.requested, 1);
    await mailsArrived(application.parent_email, 1);
    expect(await eventsOf(idOf(application))).toMatchObject([{ sk: `EVENT#${messageId}`, origin: 'enterwait' }]);

    await sendCommand({ body: JSON.stringify(application), status: 'Accept', group: 'seed', dedup: uuidv7() });
    await everywhere(application, STATUS.accepted, 2);
  });
});

describe('order', () => {
  test('deliveries in any order, each any number of times, end in the last version', async () => {
    const lifetimes = fc.array(fc.constantFrom<'again' | 'accepted'>('again', 'accepted'), {
      minLength: 1,
      maxLength: 3,
    });
    await fc.assert(
      fc.asyncProperty(lifetimes, fc.infiniteStream(fc.nat()), async (lives, choices) => {
        const application = anApplication();
        const events = historyOf(application, lives);
        const deliveries = [...events, ...events.filter(() => (choices.next().value ?? 0) % 2 === 0)];
        const shuffled = deliveries
          .map((event) => ({ event, at: choices.next().value ?? 0 }))
          .sort((a, b) => a.at - b.at);
        for (const system of SYSTEMS) {
          for (const { event } of shuffled) await deliver(system, event);
          const last = events.at(-1);
          expect(await confirmedIn(system, idOf(application))).toEqual({
            status: last?.status,
            version: last?.version,
          });
        }
        expect(await enrolled(idOf(application))).toBe(events.at(-1)?.status === STATUS.accepted);
      }),
      { numRuns: 30 },
    );
  });

  test('an outcome that says less than is known already changes nothing', async () => {
    const application = anApplication();
    const [first, second] = historyOf(application, ['accepted']);
    expect(await deliver('nursery', second!)).toBe('applied');
    expect(await deliver('nursery', first!)).toBe('stale');
    expect(await confirmedIn('nursery', idOf(application))).toEqual({ status: 2, version: 2 });
  });

  test('a refused accept gives the place back', async () => {
    const application = anApplication();
    await deliver('nursery', anEvent({ application, request_id: idOf(application) }));
    const accept = await staff.accept(application);
    // The judge may have refused it already, because it has never heard of this application.
    await eventually(async () => expect((await staff.look(application)).json.in_flight).toEqual([]));
    expect((await staff.look(application)).json.history).toContainEqual(
      expect.objectContaining({ event_id: accept.json.event_id, outcome: 'refused', reason: 'no-application' }),
    );
    expect(await enrolled(idOf(application))).toBe(false);
  });
});

/** Judged events of one application, numbered as the judge would number them. */
function historyOf(
  application: ReturnType<typeof anApplication>,
  lives: readonly ('again' | 'accepted')[],
): JudgedEvent[] {
  const steps = lives.flatMap((life) =>
    life === 'again'
      ? ([
          ['Request', 'enterwait', 1],
          ['Cancel', 'enterwait', 99],
        ] as const)
      : ([
          ['Request', 'enterwait', 1],
          ['Accept', 'nursery', 2],
          ['Cancel', 'enterwait', 99],
        ] as const),
  );
  const cut = lives.at(-1) === 'accepted' ? steps.slice(0, -1) : steps;
  return cut.map(([type, origin, status], index) =>
    anEvent({ application, request_id: idOf(application), type, origin, status, version: index + 1 }),
  );
}

describe('a command with an Idempotency-Key', () => {
  const ask = (application: ReturnType<typeof anApplication>, key: string) =>
    post(`${theStack().enterwaitUrl}/enterwait/request`, application, { ...asProgram(), 'idempotency-key': key });

  test('that is sent again, at once or later, gets the same answer and has one effect', async () => {
    const application = anApplication({ parent_email: anAddress() });
    const key = uuidv7();
    const atOnce = await Promise.all([1, 2, 3, 4].map(() => ask(application, key)));
    expect(atOnce.map(({ status }) => status)).toEqual([202, 202, 202, 202]);
    await everywhere(application, STATUS.requested, 1);
    await staff.accept(application);
    await everywhere(application, STATUS.accepted, 2);
    const later = await ask(application, key);
    for (const answer of [...atOnce, later]) expect(answer.json).toEqual(atOnce[0]!.json);
    expect(await eventsOf(idOf(application))).toHaveLength(2);
    await mailsArrived(application.parent_email, 2);
  });

  test('that belongs to another command is refused', async () => {
    const [first, other] = [anApplication(), anApplication()];
    const key = uuidv7();
    expect((await ask(first, key)).status).toBe(202);
    expect(await ask(other, key)).toMatchObject({ status: 422, json: { code: 'idempotency-key-reused' } });
    expect((await parents.look(other)).status).toBe(404);
    await everywhere(first, STATUS.requested, 1);
  });

  test('is its caller’s own: whoever uses the same is answered for their own command', async () => {
    const run = uuidv7();
    const key = `1-${run}`;
    const send = (service: 'enterwait' | 'nursery', path: string, application: Application, bearer: string) =>
      post(`${theStack()[`${service}Url`]}${path}`, application, { ...withKey(bearer), 'idempotency-key': key });
    const families = [anApplication(), anApplication()];
    const programs = [anApplication(), anApplication()];
    for (const application of families) await register(application);
    const asked = [
      ...families.map((application) => ({ application, owner: { role: 'parent', user_id: application.user_id } })),
      ...programs.map((application) => ({ application, owner: { role: 'program' } })),
    ];
    for (const [index, { application, owner }] of asked.entries()) {
      const bearer = await enterKey('enterwait', `asker-${index}-${run}`, owner);
      expect((await send('enterwait', '/enterwait/request', application, bearer)).status).toBe(202);
      // Commands of others that came in between change nothing for a repeat.
      expect((await send('enterwait', '/enterwait/request', application, bearer)).status).toBe(202);
    }
    for (const { application } of asked) await everywhere(application, STATUS.requested, 1);
    for (const [index, { application }] of asked.entries()) {
      const { nursery_id } = application;
      const bearer = await enterKey('nursery', `decider-${index}-${run}`, { role: 'staff', nursery_id });
      expect((await send('nursery', '/request/reject', application, bearer)).status).toBe(202);
    }
    for (const { application } of asked) await everywhere(application, STATUS.rejected, 2);
  });

  test('from before keys had owners answers the command that took it, and stands in nobody’s way', async () => {
    const [first, other] = [anApplication(), anApplication()];
    const key = uuidv7();
    const answer = await ask(first, key);
    await databaseOf('enterwait').execute("UPDATE idempotency_key SET owner = '' WHERE event_id = ?", [
      String(answer.json.event_id),
    ]);
    expect((await ask(first, key)).json).toEqual(answer.json);
    expect((await ask(other, key)).status).toBe(202);
    expect((await ask(first, key)).json).toEqual(answer.json);
    await everywhere(first, STATUS.requested, 1);
    await everywhere(other, STATUS.requested, 1);
  });

  test('that was refused is judged anew: nothing was kept of it', async () => {
    const application = anApplication();
    const key = uuidv7();
    const cancel = () =>
      post(`${theStack().enterwaitUrl}/enterwait/cancel`, application, { ...asProgram(), 'idempotency-key': key });
    expect((await cancel()).status).toBe(404);
    await parents.request(application);
    await everywhere(application, STATUS.requested, 1);
    expect((await cancel()).status).toBe(202);
    await everywhere(application, STATUS.cancelled, 2);
  });
});
