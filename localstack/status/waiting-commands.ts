import { SERVICES } from '@enterwait/domain/protocol';
import { request } from '../emulator/http.ts';
import type { StartedStack } from '../stack/stack.ts';

/**
 * A system's waiting commands: unsent ones wait for the queue, unanswered ones for their outcome. The ages are those of the oldest, in
 * seconds.
 */
export interface WaitingCommands {
  readonly unsent: number;
  readonly unsentAge: number;
  readonly unanswered: number;
  readonly unansweredAge: number;
}

/** As reported by the systems themselves. Undefined: a system does not answer. */
export async function waitingCommands(
  stack: Pick<StartedStack, 'services' | 'adminToken'>,
): Promise<{ name: string; waiting: WaitingCommands | undefined }[]> {
  return Promise.all(
    SERVICES.map(async (name) => {
      const headers = { authorization: `Bearer ${stack.adminToken}` };
      const answer = await request(`${stack.services[name].url}/metrics`, { headers });
      return { name, waiting: answer?.status === 200 ? readWaiting(answer.text) : undefined };
    }),
  );
}

/** @param metrics in Prometheus' text format */
export function readWaiting(metrics: string): WaitingCommands | undefined {
  const [unsent, unsentAge, unanswered, unansweredAge] = [
    'enterwait_outbox_depth',
    'enterwait_outbox_age_seconds',
    'enterwait_unanswered_depth',
    'enterwait_unanswered_age_seconds',
  ].map((name) => gauge(metrics, name));
  if (unsent === undefined || unanswered === undefined) return undefined;
  return { unsent, unsentAge: unsentAge ?? 0, unanswered, unansweredAge: unansweredAge ?? 0 };
}

function gauge(metrics: string, name: string): number | undefined {
  const value = new RegExp(`^${name}(?:\\{[^}]*\\})? (\\S+)$`, 'm').exec(metrics)?.[1];
  return value === undefined ? undefined : Number(value);
}

/** The count, and how long the oldest has waited. */
export const withAge = (count: number, age: number): string => (count === 0 ? '0' : `${count} (${age} s)`);
