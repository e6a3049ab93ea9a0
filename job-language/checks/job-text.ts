import type { Document } from 'yaml';
import { isMap, isSeq } from 'yaml';

/**
 * Cuts a YAML list of jobs into one text for each job and keeps the comments. Comments before a job, and comments after
 * it on its last line, belong to that job. A file of one job is that job's text, byte for byte. Returns undefined if
 * the list is in flow style. A part may still be incomplete if it uses an anchor of another part.
 */
export function splitJobTexts(text: string, document: Document.Parsed): string[] | undefined {
  const { contents } = document;
  if (isMap(contents)) return [text];
  if (!isSeq(contents) || contents.flow) return undefined;
  if (contents.items.length === 1) return [text];
  const ends = contents.items.map((item) => lineEndAfter(text, endOf(item)));
  const first = text.slice(0, ends[0]).replace(/^(?:%[^\n]*\n|[ \t]*(?:#[^\n]*)?\r?\n)*---[ \t]*\r?\n/, '');
  const parts = ends.map((end, index) => (index === 0 ? first : text.slice(ends[index - 1], end)));
  const tail = text.slice(ends.at(-1)).replace(/^(?:\.\.\.|---)[\s\S]*/m, '');
  return parts.map((part, index) => dedented(index === parts.length - 1 ? part + tail : part));
}

function endOf(node: unknown): number {
  const range = typeof node === 'object' && node !== null && 'range' in node ? node.range : undefined;
  return Array.isArray(range) ? Number(range[1]) : 0;
}

/** Returns the start of the first line that begins at or after an offset. */
function lineEndAfter(text: string, offset: number): number {
  if (offset === 0 || text.charAt(offset - 1) === '\n') return offset;
  const newline = text.indexOf('\n', offset);
  return newline === -1 ? text.length : newline + 1;
}

/** Removes the indentation of the list's dashes from every line. */
function dedented(part: string): string {
  const indentation = /^( *)-/m.exec(part)?.[1]?.length ?? 0;
  if (indentation === 0) return part;
  return part.replace(new RegExp(`^ {1,${indentation}}`, 'gm'), '');
}
