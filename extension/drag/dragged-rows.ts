import * as z from 'zod';
import type { Subject } from '../tree/tree-node.ts';

/** MIME type of the data that is dragged between the trees of the extension. */
export const ROWS_MIME = 'application/vnd.outrunner.rows';

/** A row that can be dragged. Dragged rows are passed as text, because VS Code copies the data between trees. */
const DraggedRow = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('runner'), runnerId: z.string() }),
  z.object({ kind: z.literal('tag'), tag: z.string() }),
  z.object({ kind: z.literal('job'), jobId: z.string(), project: z.string() }),
]);

/** Converts the rows that can be dragged to text. Returns undefined if there are none. */
export function draggedText(rows: readonly Subject[]): string | undefined {
  const draggable = rows.filter((row) => DraggedRow.safeParse(row).success);
  return draggable.length === 0 ? undefined : JSON.stringify(draggable);
}

/** Returns the dragged rows of a text. Throws if the text does not come from {@link draggedText}. */
export function draggedRows(text: string): readonly Subject[] {
  return z.array(DraggedRow).parse(JSON.parse(text));
}
