import { type DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { batchWrite, createMailAddresses } from '@enterwait/judge/table';
import { itemsOf } from './items.ts';
import { openRecords, type RecordedCommand, type RecordingSystem, type SystemRecords } from './records.ts';

export interface RebuildOptions {
  readonly documents: Pick<DynamoDBDocumentClient, 'send'>;
  readonly tableName: string;
  /** Table of the suppressed mail addresses; if absent, it is left alone. */
  readonly mailAddressTableName?: string;
  /** `mysql://…` of all three databases. */
  readonly databaseUrls: Readonly<Record<RecordingSystem, string>>;
  readonly signal?: AbortSignal | undefined;
  /** Called with the number of applications so far. */
  readonly onProgress?: (applications: number) => void;
}

export interface Rebuilt {
  /** Applications with a decision. */
  readonly applications: number;
  /** Outcomes of commands, including refusals. */
  readonly events: number;
  /** Unanswered commands, which are sent again as soon as the services run. */
  readonly unanswered: number;
}

/** The target table is not empty. */
export class TableInUseError extends Error {
  override readonly name = 'TableInUseError';
}

const PAGE_SIZE = 500;

/**
 * Fills an empty judge's table from the databases. Nothing else may run meanwhile: a judge that finds no application would take its next
 * command for the first. So the services start, and the queues are filled, only afterwards.
 * @throws TableInUseError: nothing was written
 */
export async function rebuildTable(options: RebuildOptions): Promise<Rebuilt> {
  const { documents, tableName, databaseUrls, signal, onProgress = () => {} } = options;
  const { Count } = await documents.send(new ScanCommand({ TableName: tableName, Limit: 1, ConsistentRead: true }));
  if (Count !== 0) throw new TableInUseError(`${tableName} is not empty`);
  const records: Record<RecordingSystem, SystemRecords> = {
    enterwait: openRecords(databaseUrls.enterwait),
    nursery: openRecords(databaseUrls.nursery),
    management: openRecords(databaseUrls.management),
  };
  const all = Object.values(records);
  try {
    const names = await records.enterwait.nurseryNames();
    let applications = 0;
    let events = 0;
    const rebuild = async (ids: readonly string[]): Promise<void> => {
      signal?.throwIfAborted();
      if (ids.length === 0) return;
      const [enterwait, nursery, ...kept] = await Promise.all([
        records.enterwait.rows(ids),
        records.nursery.rows(ids),
        ...all.map((system) => system.commands(ids)),
      ]);
      const rows = Map.groupBy([...enterwait, ...nursery], ({ request_id }) => request_id);
      const commands = Map.groupBy(kept.flat() as RecordedCommand[], ({ request_id }) => request_id);
      const items = ids
        .map((id) =>
          itemsOf({
            rows: rows.get(id) ?? [],
            commands: commands.get(id) ?? [],
            nurseryName: names.get(id.slice(-6)),
          }),
        )
        .filter((one) => one.length > 0);
      const writes = items.flat().map((Item) => ({ PutRequest: { Item } }));
      await batchWrite(documents, tableName, writes);
      applications += items.length;
      events += items.flat().length - items.length;
      onProgress(applications);
    };
    for await (const ids of records.enterwait.ids(PAGE_SIZE)) await rebuild(ids);
    for await (const ids of records.nursery.ids(PAGE_SIZE)) {
      // Applications known to both were written with the first system's.
      const both = await records.enterwait.present(ids);
      await rebuild(ids.filter((id) => !both.has(id)));
    }
    if (options.mailAddressTableName !== undefined) {
      const addresses = createMailAddresses(documents, options.mailAddressTableName);
      for (const { returnedAddresses } of [records.enterwait, records.nursery])
        for (const [key, state] of await returnedAddresses()) await addresses.learn(key, state);
    }
    const open = await Promise.all(all.map((system) => system.askAllAgain()));
    return { applications, events, unanswered: open.reduce((sum, count) => sum + count, 0) };
  } finally {
    await Promise.all(all.map((system) => system.close()));
  }
}
