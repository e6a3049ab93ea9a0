import { layers, shippedLayers, typesOnly } from '../../scripts/layers/rules.ts';

/**
 * Draws the shipped layers and the direction of their imports as a Mermaid flowchart, from the rules that the
 * layer check enforces. Arrows that follow from two others are omitted; a dotted arrow imports types only.
 */
export function layersPicture(): string {
  const arrows = shippedLayers.flatMap((layer) => {
    const imported = importsOf(layer);
    const direct = imported.filter((target) => !imported.some((other) => importsOf(other).includes(target)));
    return direct.map((target) => `    ${layer} ${arrow(layer, target)} ${target}`);
  });
  return ['```mermaid', 'flowchart TD', ...arrows, '```'].join('\n');
}

function importsOf(layer: string): readonly string[] {
  return (layers[layer] ?? []).filter((target) => shippedLayers.includes(target));
}

function arrow(layer: string, target: string): string {
  return typesOnly[layer]?.layer === target ? '-.->' : '-->';
}
