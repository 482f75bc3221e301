import { UserError } from '@enterwait/command-line/errors';
import type { StartedStack } from '../stack/stack.ts';
import type { SeedApplication, SeedStep } from './plan.ts';

/** The answer to a command. `early`: the receiving system does not know the application yet. */
type Answered = 'taken' | 'refused' | 'early';

export interface SeedClient {
  /** A call with the admin token. @throws UserError (`REFUSED`) */
  admin(url: string, method: 'PUT' | 'POST', path: string, body: object): Promise<void>;
  /** A command with the program key, as the agency's other systems send it. @throws UserError (`REFUSED`) */
  command(application: SeedApplication, step: SeedStep): Promise<Answered>;
}

type Endpoints = Record<SeedStep['type'], { system: 'enterwaitUrl' | 'nurseryUrl'; path: string }>;
const ENDPOINTS: Endpoints = {
  Request: { system: 'enterwaitUrl', path: '/enterwait/request' },
  Cancel: { system: 'enterwaitUrl', path: '/enterwait/cancel' },
  Accept: { system: 'nurseryUrl', path: '/request/accept' },
  Reject: { system: 'nurseryUrl', path: '/request/reject' },
  Leave: { system: 'nurseryUrl', path: '/nursery/leave' },
};

export function seedClient(stack: StartedStack): SeedClient {
  const send = (url: string, method: string, key: string, body: object, headers: Record<string, string> = {}) =>
    fetch(url, {
      method,
      headers: { 'content-type': 'application/json', authorization: `Bearer ${key}`, ...headers },
      body: JSON.stringify(body),
      // Far longer than a service needs to answer with an error.
      signal: AbortSignal.timeout(60_000),
    });
  return {
    async admin(url, method, path, body) {
      const answer = await send(url + path, method, stack.adminToken, body);
      if (!answer.ok) throw await refused(answer);
      await answer.arrayBuffer();
    },

    async command({ application, claims }, { type, note }) {
      const { system, path } = ENDPOINTS[type];
      const answer = await send(stack[system] + path, 'POST', stack.keys.program, application, {
        ...(type === 'Request' && claims.length > 0 ? { 'enterwait-priority': claims.join(',') } : {}),
        ...(note === undefined ? {} : { 'enterwait-note': encodeURIComponent(note) }),
      });
      if (answer.status === 404) return 'early';
      if (answer.status === 409) return 'refused';
      if (!answer.ok) throw await refused(answer);
      await answer.arrayBuffer();
      return 'taken';
    },
  };
}

async function refused(answer: Response): Promise<UserError> {
  return new UserError(
    'REFUSED',
    `${new URL(answer.url).pathname}: HTTP ${answer.status} ${(await answer.text()).slice(0, 300)}`,
  );
}
