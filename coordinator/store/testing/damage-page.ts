import { open } from 'node:fs/promises';
import { DatabaseSync } from 'node:sqlite';

/** Flips a bit in the header of a leaf page of a table or index. The database must not be open in any process. */
export async function damagePage(path: string, table: string, which: 'first' | 'last'): Promise<void> {
  const database = new DatabaseSync(path);
  const row = database
    .prepare("SELECT pgoffset FROM dbstat WHERE name = ? AND pagetype = 'leaf' ORDER BY path")
    .all(table)
    .at(which === 'first' ? 0 : -1);
  database.close();
  if (row === undefined) throw new Error(`${table} has no page`);
  const file = await open(path, 'r+');
  try {
    const position = Number(row['pgoffset']);
    const header = Buffer.alloc(1);
    await file.read(header, 0, 1, position);
    await file.write(Buffer.of((header[0] ?? 0) ^ 0x10), 0, 1, position);
    await file.sync();
  } finally {
    await file.close();
  }
}
