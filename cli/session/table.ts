import { escapeControls } from '../../support/terminal/escape-controls.ts';

/** Formats rows of equal length as aligned columns. The first row is the header. Returns '' without data rows. */
export function table(rows: readonly (readonly string[])[]): string {
  const [head, ...data] = rows.map((row) => row.map(escapeControls));
  if (head === undefined || data.length === 0) return '';
  const shown = [head, ...data];
  const widths = head.map((_, column) => Math.max(...shown.map((row) => row[column]?.length ?? 0)));
  const lines = shown.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  return `${lines.join('\n')}\n`;
}
