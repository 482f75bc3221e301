import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import { UserError } from '@enterwait/command-line/errors';
import { waitFor } from '@enterwait/command-line/processes';
import { type Application, requestIdOf } from '@enterwait/domain/application';
import type { CommandType, System } from '@enterwait/domain/protocol';
import { awsTimeouts } from '@enterwait/http/aws';
import { createPool, type Pool, type RowDataPacket } from 'mysql2/promise';
import { z } from 'zod';
import type { Mail } from '../emulator/mailbox.ts';
import { EMULATOR_CREDENTIALS } from '../settings/settings.ts';
import type { StartedStack } from '../stack/stack.ts';

/** The system and path that take each command, and the status that the command gives to a pending application. */
const COMMANDS = {
  Request: { from: 'enterwait', path: '/enterwait/request', status: 1 },
  Cancel: { from: 'enterwait', path: '/enterwait/cancel', status: 99 },
  Accept: { from: 'nursery', path: '/request/accept', status: 2 },
  Reject: { from: 'nursery', path: '/request/reject', status: 88 },
} as const satisfies Record<CommandType, { from: System; path: string; status: number }>;

/** Milliseconds from sending the command until each of its effects became visible. */
export interface Journey {
  type: CommandType;
  requestId: string;
  eventId: string;
  from: System;
  to: System;
  answered: number;
  judged: number;
  delivered: number;
  confirmed: number;
  mailed: number;
  mail: Mail;
}

const acceptedSchema = z.object({ request_id: z.string(), event_id: z.string() });

/** Far longer than a service needs to answer with an error. */
const ANSWER_MS = 60_000;

/** Sends commands into a stack and watches them arrive everywhere. */
export interface PipelineProbe {
  /** Follows one command from its request to the mail. @throws UserError (`NOT_ACCEPTED`, `TIMEOUT`) */
  followCommand(
    type: CommandType,
    body: Application,
    options?: { timeoutMs?: number; signal?: AbortSignal | undefined },
  ): Promise<Journey>;
  /** Sends a command and returns the id of its event. @throws UserError (`NOT_ACCEPTED`) when the answer is not 202 */
  send(type: CommandType, body: Application): Promise<string>;
  /** The number of these applications that a system has with that status. */
  countArrived(system: System, requestIds: readonly string[], status: number): Promise<number>;
  close(): Promise<void>;
}

export function openProbe(stack: StartedStack): PipelineProbe {
  const pools: Record<System, Pool> = {
    enterwait: createPool({ uri: stack.enterwaitDatabaseUrl, connectionLimit: 4 }),
    nursery: createPool({ uri: stack.nurseryDatabaseUrl, connectionLimit: 4 }),
  };
  const table = DynamoDBDocumentClient.from(
    new DynamoDBClient({
      ...awsTimeouts(ANSWER_MS),
      region: stack.region,
      endpoint: stack.awsEndpointUrl,
      credentials: {
        accessKeyId: EMULATOR_CREDENTIALS.AWS_ACCESS_KEY_ID,
        secretAccessKey: EMULATOR_CREDENTIALS.AWS_SECRET_ACCESS_KEY,
      },
    }),
  );
  const urls: Record<System, string> = { enterwait: stack.enterwaitUrl, nursery: stack.nurseryUrl };

  const countArrived = async (system: System, requestIds: readonly string[], status: number): Promise<number> => {
    const [rows] = await pools[system].query<(RowDataPacket & { arrived: number })[]>(
      'SELECT COUNT(*) AS arrived FROM request WHERE request_id IN (?) AND status = ?',
      [requestIds, status],
    );
    return rows[0]?.arrived ?? 0;
  };

  const send = async (type: CommandType, body: Application): Promise<string> => {
    const { from, path } = COMMANDS[type];
    const response = await fetch(urls[from] + path, {
      method: 'POST',
      // Acts as one of the agency's programs, which may act for every family and daycare.
      headers: { 'content-type': 'application/json', authorization: `Bearer ${stack.keys.program}` },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    const text = await response.text();
    if (response.status !== 202)
      throw new UserError('NOT_ACCEPTED', `POST ${urls[from]}${path}: HTTP ${response.status}\n${text}`);
    return acceptedSchema.parse(JSON.parse(text)).event_id;
  };

  const followCommand: PipelineProbe['followCommand'] = async (type, body, { timeoutMs = 30_000, signal } = {}) => {
    const { from, status } = COMMANDS[type];
    const to: System = from === 'enterwait' ? 'nursery' : 'enterwait';
    const requestId = requestIdOf(body);
    const mails = () => stack.mails([body.parent_email]);
    const known = new Set((await mails()).map(({ id }) => id));
    const start = performance.now();
    const since = () => performance.now() - start;
    const eventId = await send(type, body);
    const answered = since();

    const arrival = (what: string, seen: () => Promise<boolean>, everyMs = 5) =>
      waitFor(async () => ((await seen()) ? since() : undefined), {
        timeoutMs,
        everyMs,
        signal,
        what: `${type} ${requestId}: ${what}`,
      });
    const isJudged = async () => {
      const { Item } = await table.send(
        new GetCommand({ TableName: stack.tableName, Key: { request_id: requestId, sk: `EVENT#${eventId}` } }),
      );
      return Item !== undefined;
    };
    let mail: Mail | undefined;
    const isMailed = async () => {
      mail = (await mails()).find(({ id }) => !known.has(id));
      return mail !== undefined;
    };
    const [judged, delivered, confirmed, mailed] = await Promise.all([
      arrival('판정 (judged)', isJudged),
      arrival(`${to} 의 행 (row)`, async () => (await countArrived(to, [requestId], status)) === 1),
      arrival(`${from} 의 행 (row)`, async () => (await countArrived(from, [requestId], status)) === 1),
      // Each read of the mailbox returns every mail the parent was ever sent, so poll a full mailbox less often.
      arrival('메일 (mail)', isMailed, known.size < 100 ? 20 : 200),
    ]);
    if (!mail) throw new UserError('NO_MAIL', requestId);
    return { type, requestId, eventId, from, to, answered, judged, delivered, confirmed, mailed, mail };
  };

  const close = async () => {
    table.destroy();
    await Promise.all([pools.enterwait.end(), pools.nursery.end()]);
  };
  return { followCommand, send, countArrived, close };
}
