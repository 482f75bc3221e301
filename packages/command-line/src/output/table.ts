import { stripVTControlCharacters } from 'node:util';

/** Columns a text takes on a terminal: Korean letters and other full-width signs take two. */
export const widthOf = (text: string): number =>
  [...stripVTControlCharacters(text)].reduce((width, sign) => width + (isWide(sign) ? 2 : 1), 0);

const isWide = (sign: string): boolean =>
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/.test(sign);

/** Lines of a table with aligned columns; the last column is not padded. */
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
