// biome-ignore-all lint/a11y/noRedundantRoles: on a phone the parts of a table get another display, and browsers then drop their roles
import type { ComponentChildren, VNode } from 'preact';
import { T, type Text } from './text.tsx';

export interface Column<Row> {
  readonly label: Text;
  readonly cell: (row: Row) => ComponentChildren;
  /** The cell that names its row. */
  readonly header?: boolean;
  /** Numbers: aligned right. */
  readonly numeric?: boolean;
}

export interface TableProps<Row> {
  /** A description of the table, for screen readers. */
  readonly caption: Text;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  /** Identity of a row. */
  readonly rowKey: (row: Row) => string;
  /** Shown instead of a table without rows. */
  readonly empty?: ComponentChildren;
}

/**
 * A table. On a phone each row becomes a card with labelled cells. The roles are explicit, because browsers drop table
 * semantics once the display changes.
 */
export function Table<Row>({ caption, columns, rows, rowKey, empty }: TableProps<Row>): VNode {
  if (rows.length === 0 && empty !== undefined) return <>{empty}</>;
  return (
    <div class="krds-table-wrap">
      {/* The design system hides captions; what they say helps everybody. */}
      <p class="table-title" aria-hidden="true">
        <T {...caption} />
      </p>
      <table class="tbl col data stacked" role="table">
        <caption>
          <T {...caption} />
        </caption>
        <thead role="rowgroup">
          <tr role="row">
            {columns.map(({ label, numeric }) => (
              <th key={label.ko} scope="col" role="columnheader" class={numeric ? 'numeric' : undefined}>
                <T {...label} block />
              </th>
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup">
          {rows.map((row) => (
            <tr key={rowKey(row)} role="row">
              {columns.map((column) => (
                <Cell key={column.label.ko} column={column} row={row} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Cell<Row>({ column, row }: { readonly column: Column<Row>; readonly row: Row }): VNode {
  const { label, cell, header, numeric } = column;
  const shared = { 'data-label': label.ko, class: numeric ? 'numeric' : undefined };
  return header ? (
    <th scope="row" role="rowheader" {...shared}>
      <div class="cell">{cell(row)}</div>
    </th>
  ) : (
    <td role="cell" {...shared}>
      <div class="cell">{cell(row)}</div>
    </td>
  );
}
