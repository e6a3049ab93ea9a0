/** Rows of equal length as aligned columns, two spaces apart; the first row is the head. Empty without data rows. */
export function table(rows: readonly (readonly string[])[]): string {
  const [head] = rows;
  if (head === undefined || rows.length === 1) return '';
  const widths = head.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  return `${lines.join('\n')}\n`;
}
