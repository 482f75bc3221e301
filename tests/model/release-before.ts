import type { LambdaHandler } from '@enterwait/lambda/runtime';
import type { OnExpectedStatus } from '@enterwait/ledger/commands';
import type { SendBatch } from '@enterwait/ledger/outbox';
import type { RequestRow, Store } from '@enterwait/ledger/tables';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import type { EnrolmentTables } from '../../services/nursery/src/nursery-child.ts';
import type { Tables } from './memory/memory-database.ts';

/**
 * What the release of 2026-11-25 (75a1277) does differently where it meets this one: in the rows that both write, the messages and the
 * items. Its own code runs beside this one's in `tests/faults`; here is only the part that others can see.
 */

/** It does not know the new columns, so it neither writes nor reads them, and it leaves an answered row in the outbox. */
export const asBefore = (store: Store<Tables>, isOld: () => boolean): Store<Tables> => ({
  transaction: (work) =>
    store.transaction((tables) => {
      if (!isOld()) return work(tables);
      const lockRequest = async (id: string): Promise<RequestRow | undefined> => {
        const row = await tables.lockRequest(id);
        return row && { ...row, round: null, expected: null, expected_version: null };
      };
      return work({
        ...tables,
        lockRequest,
        async insertUnconfirmed(id, application, _expected, now) {
          await tables.insertUnconfirmedAsBefore(id, application, now);
          return lockRequest(id);
        },
        updateConfirmed: (id, state, now) => tables.updateConfirmedAsBefore(id, state, now),
        updateExpected: async () => {},
        deleteAnswered: async () => {},
        lockChild: async () => false,
      });
    }),
});

/** A place followed the expected status: a leave or cancel in flight had already freed it. */
export const placesAsBefore =
  (rule: OnExpectedStatus<EnrolmentTables>, isOld: () => boolean): OnExpectedStatus<EnrolmentTables> =>
  (tables, change) =>
    rule(tables, isOld() ? { ...change, statuses: change.statuses.slice(-1) } : change);

/** A row went as soon as SQS had accepted it, and stayed locked until then. */
export const relayAsBefore = (store: Store<Tables>, send: SendBatch): Promise<{ found: number; sent: number }> =>
  store.transaction(async (tables) => {
    const rows = await tables.lockNextBatchAsBefore();
    if (rows.length === 0) return { found: 0, sent: 0 };
    // It names no round.
    const sent = await send(rows.map((row) => ({ ...row, attempts: 0, round: null })));
    await tables.deleteOutboxAsBefore(sent);
    return { found: rows.length, sent: sent.length };
  });

type Client = { send(command: { constructor: { name: string }; input: unknown }): Promise<unknown> };
type Judge = LambdaHandler<SQSEvent, SQSBatchResponse>;

/** It counted no rounds, read none from a message, and told nothing twice. */
export const judgeAsBefore =
  (create: (client: never) => Judge) =>
  (client: Client): Judge => {
    const judge = create({
      send: (command: { constructor: { name: string }; input: { TransactItems?: { Put?: { Item?: object } }[] } }) => {
        for (const { Put } of command.input.TransactItems ?? [])
          if (Put?.Item !== undefined) Reflect.deleteProperty(Put.Item, 'round');
        return client.send(command);
      },
    } as never);
    return (event, context) =>
      judge(
        {
          Records: event.Records.map((record) => {
            const { Round: _unknown, ...messageAttributes } = record.messageAttributes;
            return { ...record, messageAttributes };
          }),
        },
        context,
      );
  };
