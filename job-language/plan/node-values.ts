import type { PlanNode } from './workflow-plan.ts';

/** Rundeck's names of attributes in `node.*`. */
const NAMES: ReadonlyMap<string, string> = new Map([
  ['osName', 'os-name'],
  ['osFamily', 'os-family'],
  ['osArch', 'os-arch'],
  ['osVersion', 'os-version'],
]);

/**
 * Returns the values of `node.*`.
 *
 * @param name the name of the runner's host, used if the plan does not contain the name
 */
export function nodeValuesOf(node: PlanNode, name: string): Record<string, string> {
  if (node.kind === 'runner-host') {
    const known = node.name ?? name;
    return { name: known, hostname: known };
  }
  const named = Object.entries(node.attributes).map(
    ([key, value]) => [NAMES.get(key) ?? key, value] as const,
  );
  return {
    hostname: node.name,
    ...node.attributes,
    ...Object.fromEntries(named),
    name: node.name,
    tags: node.tags.join(','),
  };
}
