import { type Application, requestIdOf } from '@enterwait/domain/application';
import { createApplicationTable } from '@enterwait/judge/table';
import { fakeClient } from '@enterwait/lambda/testing';
import { openEraseTable } from '@enterwait/operations/erase';
import { historyOf, openImportTable } from '@enterwait/operations/import';
import { anApplication, FULL, NOTE, STORIES, tell } from './stories.ts';

const TABLE = 'Applications';
type Row = Record<string, unknown>;

type Put = { readonly Item: Row };
/** What a table would hold: the last item of each key. */
function memoryItems() {
  const items = new Map<string, Row>();
  const put = ({ Item }: Put): void => {
    // As the document client marshals: undefined values are left out.
    items.set(`${String(Item.request_id)} ${String(Item.sk)}`, JSON.parse(JSON.stringify(Item)));
  };
  const { client } = fakeClient<never>(({ name, input }) => {
    if (name === 'TransactWriteCommand')
      for (const { Put: one } of input.TransactItems) if (one !== undefined) put(one);
    if (name === 'QueryCommand') {
      const id = input.ExpressionAttributeValues[':id'];
      return { Items: [...items.values()].filter(({ request_id, sk }) => request_id === id && sk !== 'STATE') };
    }
    // The two updates of an erasure: what they set and remove, without an expression parser.
    if (name === 'UpdateCommand') {
      const key = `${input.Key.request_id} ${input.Key.sk}`;
      const removed = String(input.UpdateExpression).split(' REMOVE ')[1]?.split(', ') ?? [];
      const kept = Object.entries(items.get(key) ?? {}).filter(([field]) => !removed.includes(field));
      items.set(key, {
        ...Object.fromEntries(kept),
        application: input.ExpressionAttributeValues[':erased'],
        entry: null,
      });
    }
    return {};
  });
  return { items, client };
}

const table = memoryItems();
for (const { decisions } of STORIES)
  for (const one of decisions) await createApplicationTable(table.client, TABLE).record(one);

export const erasedStory = tell('erased', anApplication(), [
  ['Request', 'enterwait', FULL],
  ['Cancel', 'enterwait', NOTE],
  ['Accept', 'nursery'],
]);
for (const one of erasedStory.decisions) await createApplicationTable(table.client, TABLE).record(one);
await openEraseTable(table.client, TABLE).erase(requestIdOf(erasedStory.application), 2);

const imported = ([1, 2, 88, 99] as const).map((status) => {
  const fields = anApplication();
  return historyOf(
    { ...fields, status, requested_at: '2019-03-04T00:00:00.000Z', updated_at: '2019-03-11T02:30:00.000Z' },
    '새싹어린이집',
  );
});
await openImportTable(table.client, TABLE).write(imported);

/** As releases wrote them before the entries and the indexes: the same without what came later. */
const bareItems = [...table.items.values()]
  .filter(({ request_id }) => request_id === requestIdOf(STORIES[1]?.application as Application))
  .map((item) =>
    Object.fromEntries(Object.entries(item).filter(([field]) => field !== 'entry' && !field.startsWith('ix_'))),
  )
  .map((item) => ({ ...item, request_id: `999999999999999${String(item.request_id).slice(15)}` }));

export const allItems = [...table.items.values(), ...bareItems];
