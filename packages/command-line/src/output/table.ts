import { stripVTControlCharacters } from 'node:util';
import { eastAsianWidth } from 'get-east-asian-width';

/** The number of columns a text takes on a terminal. Korean letters and other full-width characters take two. */
export const widthOf = (text: string): number =>
  [...stripVTControlCharacters(text)].reduce((width, sign) => width + eastAsianWidth(sign.codePointAt(0) ?? 0), 0);

/** The lines of a table with aligned columns. The last column is not padded. */
export function renderTable(rows: readonly (readonly string[])[]): string {
  const widths = rows.reduce<number[]>(
    (found, row) => row.map((cell, at) => Math.max(found[at] ?? 0, widthOf(cell))),
    [],
  );
  return rows
    .map((row) =>
      row
        .map((cell, at) => (at === row.length - 1 ? cell : cell + ' '.repeat((widths[at] ?? 0) - widthOf(cell))))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
