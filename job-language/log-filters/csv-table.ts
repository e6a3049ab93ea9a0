/** Formats comma-separated values (RFC 4180) as a table: columns of equal width, two spaces apart. */
export function csvTable(text: string): readonly string[] {
  const rows = csvRows(text);
  const widths: number[] = [];
  for (const row of rows) {
    for (const [column, value] of row.entries()) widths[column] = Math.max(widths[column] ?? 0, width(value));
  }
  return rows.map((row) =>
    row
      .map((value, column) => value + ' '.repeat((widths[column] ?? 0) - width(value)))
      .join('  ')
      .trimEnd(),
  );
}

/** Returns the width in code points. Most code points occupy one column in a terminal. */
function width(value: string): number {
  return [...value].length;
}

function csvRows(text: string): readonly (readonly string[])[] {
  const rows: string[][] = [];
  let row: string[] = [];
  for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^,\n]*))(,|\r?\n|$)/g)) {
    const isLast = end === '';
    // A final newline does not start another row.
    if (isLast && row.length === 0 && quoted === undefined && plain === '') break;
    row.push(oneLine(quoted === undefined ? (plain ?? '').replace(/\r$/, '') : quoted.replaceAll('""', '"')));
    if (end !== ',') {
      rows.push(row);
      row = [];
    }
    if (isLast) break;
  }
  return rows;
}

function oneLine(value: string): string {
  return value.replace(/\s*\r?\n\s*/g, ' ');
}
