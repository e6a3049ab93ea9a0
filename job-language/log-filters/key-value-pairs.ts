import type { PatternMatch } from '../../support/patterns/pattern.ts';

/**
 * Returns the pair that a match captures: two groups are key and value; a single group is the value for the key `name`.
 */
export function capturedPair(
  match: PatternMatch,
  groupCount: number,
  name: string,
): { readonly key: string; readonly value: string } | undefined {
  const [first, second] = match.groups;
  if (groupCount === 1) return first === undefined ? undefined : { key: name, value: first.text };
  if (first === undefined || second === undefined) return undefined;
  return { key: first.text, value: second.text };
}

/** Returns why a pattern cannot capture, or undefined. */
export function captureProblem(groupCount: number, name: string): string | undefined {
  if (groupCount === 0) return 'its pattern has no group: one for the value, or two for key and value';
  if (groupCount === 1 && name === '') return 'its pattern has one group, so it needs the name of the value';
  return undefined;
}

/** Returns the line that shows the captured data. */
export function dataLine(data: ReadonlyMap<string, string>): string {
  return JSON.stringify(Object.fromEntries(data));
}
