import { readFileSync } from 'node:fs';
import { COMMAND_TYPES, move, type Origin, originSchema, STATUS, type Status } from '@enterwait/domain/protocol';
import { PROTOCOL } from './spin.ts';

const STATUSES: Readonly<Record<string, Status | null>> = { none: null, ...STATUS };
/** What may stand in the third column. */
const ASKERS: Readonly<Record<string, (origin: Origin) => boolean>> = {
  anybody: () => true,
  notByNursery: (origin) => origin !== 'nursery',
};

const statusOf = (name: string): Status | null => {
  const status = STATUSES[name];
  if (status === undefined) throw new Error(`protocol.pml: no status ${name}`);
  return status;
};

const ROW = /^ {2}MOVE\((\w+), +(\w+), +(\w+), +(\w+)\)(?: *\\)?$/gm;

test('the specification and the code have the same status table', () => {
  const rows = [...readFileSync(PROTOCOL, 'utf8').matchAll(ROW)].map(([, from = '', type, by = '', to = '']) => {
    const mayAsk = ASKERS[by];
    if (mayAsk === undefined) throw new Error(`protocol.pml: nobody is called ${by}`);
    return { from: statusOf(from), type, mayAsk, to: statusOf(to) };
  });
  expect(rows).toHaveLength(7);
  const cells = Object.values(STATUSES).flatMap((status) =>
    COMMAND_TYPES.flatMap((type) => originSchema.options.map((origin) => ({ status, type, origin }))),
  );
  expect(cells).toHaveLength(60);

  const specified = cells.map(({ status, type, origin }) => {
    const row = rows.find((one) => one.from === status && one.type === type && one.mayAsk(origin));
    return { status, type, origin, to: row === undefined ? 'refused' : row.to };
  });
  const coded = cells.map(({ status, type, origin }) => {
    const next = move(status, type, origin);
    return { status, type, origin, to: next.legal ? next.to : 'refused' };
  });
  expect(specified).toEqual(coded);
});
