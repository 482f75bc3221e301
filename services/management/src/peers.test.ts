import { allKnow, createPeer, type PeerView } from './peers.ts';

const ID = '202403150000001N00001';
const view = { status: 1, version: 1, position: 3, in_flight: [], history: [], nursery_id: 'N00001' };
const answering = (status: number, body: unknown) => {
  const calls: [string, RequestInit][] = [];
  const ask = async (url: unknown, init?: RequestInit): Promise<Response> => {
    calls.push([String(url), init ?? {}]);
    return new Response(typeof body === 'string' ? body : JSON.stringify(body), { status });
  };
  return {
    calls,
    peer: createPeer({ name: 'nursery', url: 'http://nursery/', key: 'ew_key', fetch: ask as typeof fetch }),
  };
};

test('an application is asked for by the key of an operator, and no redirect is followed', async () => {
  const { peer, calls } = answering(200, view);
  expect(await peer.look(ID)).toMatchObject({ status: 1, position: 3 });
  expect(calls).toMatchObject([
    [`http://nursery/requests/${ID}`, { redirect: 'manual', headers: { authorization: 'Bearer ew_key' } }],
  ]);
});

test.each([
  [404, {}, 'unknown'],
  [500, {}, 'down'],
  [403, {}, 'down'],
  [200, 'not JSON', 'down'],
  [200, { status: 7 }, 'down'],
])('%d with %j means %s', async (status, body, meaning) => {
  expect(await answering(status, body).peer.look(ID)).toBe(meaning);
});

test('a system that does not answer within the time is down, and nothing is thrown', async () => {
  const hanging = (_url: unknown, init?: RequestInit) =>
    new Promise<Response>((_resolve, reject) =>
      init?.signal?.addEventListener('abort', () => reject(init.signal?.reason)),
    );
  const peer = createPeer({
    name: 'nursery',
    url: 'http://nursery',
    key: 'k',
    fetch: hanging as typeof fetch,
    timeoutMs: 20,
  });
  expect(await peer.look(ID)).toBe('down');
  expect(await peer.audit(ID)).toBe('down');
  expect(await peer.metrics()).toBeUndefined();
  expect(await peer.document()).toBeUndefined();
  expect(await peer.ready()).toMatchObject({ ready: false, answered: false });
});

test('one that answers and is not ready says so', async () => {
  expect(await answering(503, {}).peer.ready()).toMatchObject({ ready: false, answered: true });
  expect(await answering(200, { status: 'ok' }).peer.ready()).toMatchObject({ ready: true, answered: true });
});

test('the audit of another system is read as it is written there', async () => {
  const entry = {
    seq: 1,
    at: '2024-03-15T00:00:00.000Z',
    actor_kind: 'key',
    actor_id: 'a',
    role: 'program',
    action: 'Request',
    request_id: ID,
    subject: null,
    outcome: 'done',
    code: null,
    ip: '',
    trace_id: '',
  };
  expect(await answering(200, { entries: [entry], next: null }).peer.audit(ID)).toMatchObject([{ action: 'Request' }]);
});

test.each<[string, PeerView | 'unknown' | 'down', boolean]>([
  ['has the version', { ...view, version: 2 } as PeerView, true],
  ['is further', { ...view, version: 3 } as PeerView, true],
  ['is behind', { ...view, version: 1 } as PeerView, false],
  ['has not heard of it', 'unknown', false],
  ['does not answer', 'down', false],
])('both know a version when the other one %s', async (_case, other, known) => {
  const peers = [{ ...view, version: 2 } as PeerView, other].map((seen) => ({ look: async () => seen }));
  expect(await allKnow(peers, ID, 2)).toBe(known);
});
