import type { Transaction } from './database.ts';

/** An operation on a table; its first argument is the transaction. */
type Operation = (tx: Transaction, ...values: never[]) => unknown;

/** The same operations in a transaction of their own: without its parameter. */
export type Bound<Operations> = {
  [Name in keyof Operations]: Operations[Name] extends (tx: Transaction, ...values: infer Values) => infer Answer
    ? (...values: Values) => Answer
    : never;
};

export const bind = <Operations extends Readonly<Record<string, Operation>>>(
  operations: Operations,
  tx: Transaction,
): Bound<Operations> =>
  Object.fromEntries(
    Object.entries(operations).map(([name, operation]) => [name, operation.bind(undefined, tx)]),
  ) as Bound<Operations>;
