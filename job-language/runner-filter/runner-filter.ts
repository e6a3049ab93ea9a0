/** Attributes of a runner, or of one of its replicas, that a runner filter may test. */
export const RUNNER_ATTRIBUTES = ['name', 'tag', 'os', 'arch', 'host', 'user', 'version', 'health'] as const;
export type RunnerAttribute = (typeof RUNNER_ATTRIBUTES)[number];

/**
 * `value` may contain `*` for any text. `column` counts from 1 in the parsed text. `written` is the range of the value
 * in that text, quotes included, from 0.
 */
export interface RunnerTerm {
  readonly kind: 'term';
  /** An attribute of the runner, or a label of the replica's host: `label.KEY`. */
  readonly attribute: RunnerAttribute | `label.${string}`;
  /** Whether it is written with `!=`. */
  readonly negated: boolean;
  readonly value: string;
  readonly column: number;
  readonly written: { readonly start: number; readonly end: number };
}

/** A parsed runner filter, such as `db and not (eu or os=windows)`. A bare word is a tag. */
export type RunnerFilter =
  | RunnerTerm
  | { readonly kind: 'not'; readonly part: RunnerFilter }
  | { readonly kind: 'and' | 'or'; readonly parts: readonly RunnerFilter[] };

/** Returns the terms of a filter, from left to right. */
export function termsOf(filter: RunnerFilter): RunnerTerm[] {
  switch (filter.kind) {
    case 'term':
      return [filter];
    case 'not':
      return termsOf(filter.part);
    case 'and':
    case 'or':
      return filter.parts.flatMap(termsOf);
  }
}
