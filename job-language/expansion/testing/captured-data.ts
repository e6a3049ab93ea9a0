import type { StepData } from '../data-references.ts';

/** The values that one step produced, on a node or for the whole workflow, by group and key. */
export interface CapturedData {
  readonly step: number;
  /** Absent: the step does not run on nodes. */
  readonly node?: string;
  readonly values: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/**
 * Returns the values that steps produced. `captured` is in the order in which the steps ended: later values
 * replace earlier ones.
 */
export function stepDataOf(captured: readonly CapturedData[]): StepData {
  const values = new Map<string, string>();
  const nodes = new Map<string, Set<string>>();
  for (const { step, node, values: groups } of captured) {
    for (const [group, entries] of Object.entries(groups)) {
      for (const [key, value] of Object.entries(entries)) {
        for (const at of [undefined, step]) {
          values.set(placeOf(group, key, at, node), value);
          if (node === undefined) continue;
          const having = nodes.get(placeOf(group, key, at)) ?? new Set<string>();
          nodes.set(placeOf(group, key, at), having.add(node));
        }
      }
    }
  }
  return {
    valueAt: (group, key, { step, node }) => values.get(placeOf(group, key, step, node)),
    nodesWith: (group, key, step) => [...(nodes.get(placeOf(group, key, step)) ?? [])],
  };
}

function placeOf(group: string, key: string, step: number | undefined, node?: string): string {
  return JSON.stringify([group, key, step ?? null, node ?? null]);
}
