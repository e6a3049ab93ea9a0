import * as z from 'zod';
import { Text } from './scalar-schemas.ts';

/** Attributes that the old form of a node filter supports. */
export const NodePattern = z.looseObject({
  name: Text.optional().describe('Names, comma-separated, or a pattern'),
  hostname: Text.optional().describe('Host names'),
  tags: Text.optional().describe('Tags: "," is or, "+" is and'),
  'os-name': Text.optional().describe('Names of the operating system'),
  'os-family': Text.optional().describe('unix or windows'),
  'os-arch': Text.optional().describe('Architectures'),
  'os-version': Text.optional().describe('Versions of the operating system'),
});
export type NodePattern = z.output<typeof NodePattern>;

/** The attributes of {@link NodePattern}. */
export const NODE_PATTERN_ATTRIBUTES = [
  'name',
  'hostname',
  'tags',
  'os-name',
  'os-family',
  'os-arch',
  'os-version',
] as const;

/** Converts the old maps `include` and `exclude` to a filter. Returns undefined if both are absent. */
export function legacyFilter(
  include: NodePattern | undefined,
  exclude: NodePattern | undefined,
): string | undefined {
  if (include === undefined && exclude === undefined) return undefined;
  return [...clauses(include, ''), ...clauses(exclude, '!')].join(' ');
}

function clauses(pattern: NodePattern | undefined, prefix: string): string[] {
  return NODE_PATTERN_ATTRIBUTES.flatMap((attribute) => {
    const value = pattern?.[attribute];
    return value === undefined || value === '' ? [] : [`${prefix}${attribute}: ${quoted(value)}`];
  });
}

/** Formats a value as one word of a filter. */
function quoted(value: string): string {
  return /[\s'"]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}
