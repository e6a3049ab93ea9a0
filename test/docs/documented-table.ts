import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from '../../scripts/checkout/root.ts';

/** Set by `npm run docs`: tables are written instead of compared. */
const WRITES = process.env['OUTRUNNER_WRITE_DOCS'] === '1';

/** Formats a Markdown table. Cells are one-line texts. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), `|${head.map(() => '---').join('|')}|`, ...rows.map(line)].join('\n');
}

/**
 * Returns the text of a page between `<!-- table NAME -->` and `<!-- end -->`, and the table generated from the code.
 *
 * @throws if the page has no such markers
 */
export async function documentedTable(
  page: string,
  name: string,
  table: string,
): Promise<{ readonly stands: string; readonly should: string }> {
  const file = join(root, page);
  const text = await readFile(file, 'utf8');
  const place = new RegExp(`(<!-- table ${name} -->\n)([^]*?)(\n<!-- end -->)`);
  const found = place.exec(text);
  if (found === null) throw new Error(`${page} has no place for the table "${name}"`);
  if (!WRITES) return { stands: found[2] ?? '', should: table };
  await writeFile(
    file,
    text.replace(place, (_, begin: string, _old, end: string) => begin + table + end),
  );
  return { stands: table, should: table };
}
