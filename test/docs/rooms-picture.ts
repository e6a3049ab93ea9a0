import { rooms, shippedRooms, typesOnly } from '../../scripts/layers/rules.ts';

/**
 * Draws the shipped rooms and the direction of their imports as a Mermaid flowchart, from the rules that the
 * layer check enforces. Arrows that follow from two others are omitted; a dotted arrow imports types only.
 */
export function roomsPicture(): string {
  const arrows = shippedRooms.flatMap((room) => {
    const imported = importsOf(room);
    const direct = imported.filter((target) => !imported.some((other) => importsOf(other).includes(target)));
    return direct.map((target) => `    ${room} ${arrow(room, target)} ${target}`);
  });
  return ['```mermaid', 'flowchart TD', ...arrows, '```'].join('\n');
}

function importsOf(room: string): readonly string[] {
  return (rooms[room] ?? []).filter((target) => shippedRooms.includes(target));
}

function arrow(room: string, target: string): string {
  return typesOnly[room]?.room === target ? '-.->' : '-->';
}
