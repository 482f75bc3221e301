import {
  commandTypeSchema,
  originSchema,
  refusalReasonSchema,
  type System,
  statusSchema,
} from '@enterwait/domain/protocol';
import { z } from 'zod';

const viewSchema = z.object({
  status: statusSchema.nullable(),
  version: z.int(),
  position: z.int().nullable().optional(),
  in_flight: z.array(
    z.object({
      event_id: z.string(),
      type: commandTypeSchema,
      asked_at: z.string(),
      in_outbox: z.boolean().optional(),
      attempts: z.int().optional(),
    }),
  ),
  history: z.array(
    z.object({
      event_id: z.string(),
      type: commandTypeSchema,
      origin: originSchema,
      asked_at: z.string(),
      outcome: z.enum(['applied', 'refused']).nullable(),
      reason: refusalReasonSchema.nullable(),
      settled_at: z.string().nullable(),
      note: z.string().nullish(),
    }),
  ),
});
/**
 * A system's view of an application. `in_outbox`: SQS has not accepted the command yet; `attempts`: how often it has.
 */
export type PeerView = z.infer<typeof viewSchema>;

export const auditEntrySchema = z.object({
  at: z.string(),
  actor_kind: z.string(),
  actor_id: z.string(),
  role: z.string(),
  action: z.string(),
  request_id: z.string().nullish(),
  subject: z.string().nullish(),
  outcome: z.string(),
  code: z.string().nullish(),
  ip: z.string().nullish(),
  trace_id: z.string().nullish(),
});
export type AuditEntry = z.infer<typeof auditEntrySchema>;
const auditAnswerSchema = z.object({ entries: z.array(auditEntrySchema) });

export interface Peer {
  readonly name: System;
  /** `unknown`: it does not know the application. `down`: it did not answer properly, or not in time. */
  look(requestId: string): Promise<PeerView | 'unknown' | 'down'>;
  audit(requestId: string): Promise<AuditEntry[] | 'down'>;
  /** The text of its `/metrics`; undefined: it did not answer. */
  metrics(): Promise<string | undefined>;
  /** Its `/openapi.json`; undefined: it did not answer. */
  document(): Promise<string | undefined>;
  /** Whether it can do its work, and how long the answer took. */
  ready(): Promise<{ readonly ready: boolean; readonly answered: boolean; readonly ms: number }>;
}

/**
 * Whether all of them know this version of an application, or a later one. A system that does not answer counts as not
 * knowing.
 */
export async function allKnow(
  peers: readonly Pick<Peer, 'look'>[],
  requestId: string,
  version: number,
): Promise<boolean> {
  const views = await Promise.all(peers.map((peer) => peer.look(requestId)));
  return views.every((view) => typeof view !== 'string' && view.version >= version);
}

export interface PeerOptions {
  readonly name: System;
  readonly url: string;
  /** An operator's API key for that system. */
  readonly key: string;
  readonly fetch?: typeof fetch;
  readonly timeoutMs?: number;
}

/** People wait for these answers: a system that does not answer within a second counts as down. */
const TIMEOUT_MS = 1000;

export function createPeer({ name, url, key, fetch: ask = fetch, timeoutMs = TIMEOUT_MS }: PeerOptions): Peer {
  const base = url.replace(/\/+$/, '');
  const get = async (path: string): Promise<{ status: number; text: string } | undefined> => {
    try {
      const response = await ask(`${base}${path}`, {
        headers: { authorization: `Bearer ${key}`, accept: 'application/json, text/plain' },
        redirect: 'manual',
        signal: AbortSignal.timeout(timeoutMs),
      });
      return { status: response.status, text: await response.text() };
    } catch {
      return undefined;
    }
  };
  const parsed = <Schema extends z.ZodType>(schema: Schema, text: string): z.infer<Schema> | 'down' => {
    try {
      return schema.safeParse(JSON.parse(text)).data ?? 'down';
    } catch {
      return 'down';
    }
  };

  return {
    name,
    async look(requestId) {
      const answer = await get(`/requests/${requestId}`);
      if (answer?.status === 404) return 'unknown';
      return answer?.status === 200 ? parsed(viewSchema, answer.text) : 'down';
    },
    async audit(requestId) {
      const answer = await get(`/audit?request_id=${requestId}`);
      if (answer?.status !== 200) return 'down';
      const entries = parsed(auditAnswerSchema, answer.text);
      return entries === 'down' ? 'down' : entries.entries;
    },
    async metrics() {
      const answer = await get('/metrics');
      return answer?.status === 200 ? answer.text : undefined;
    },
    async document() {
      const answer = await get('/openapi.json');
      return answer?.status === 200 ? answer.text : undefined;
    },
    async ready() {
      const started = performance.now();
      const answer = await get('/readyz');
      return {
        ready: answer?.status === 200,
        answered: answer !== undefined,
        ms: Math.round(performance.now() - started),
      };
    },
  };
}
