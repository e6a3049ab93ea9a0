import type { Dropped, DroppedFromSource } from './untrusted-nodes.ts';

/**
 * Summarises what was dropped from a source, such as `2 attributes (script-exec), 1 node (localhost)`; empty if nothing
 * was dropped.
 */
export function droppedWords(dropped: DroppedFromSource | undefined): string {
  if (dropped === undefined) return '';
  return [counted(dropped.attributes, 'attribute'), counted(dropped.nodes, 'node')]
    .filter((part) => part !== '')
    .join(', ');
}

function counted({ count, names }: Dropped, noun: string): string {
  if (count === 0) return '';
  const more = count > names.length ? ', …' : '';
  return `${count} ${noun}${count === 1 ? '' : 's'} (${names.join(', ')}${more})`;
}
