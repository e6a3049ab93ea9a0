import { tokensOf } from '../expansion/tokenise.ts';

/** The required value of an attribute, with its offset in the filter's text, in UTF-16 units. */
export interface FilterClause {
  readonly value: string;
  readonly start: number;
}

/** A node filter as written: clauses by attribute name. */
export interface NodeFilter {
  readonly text: string;
  /** All must match. */
  readonly include: ReadonlyMap<string, FilterClause>;
  /** Excludes nodes that match all of these. */
  readonly exclude: ReadonlyMap<string, FilterClause>;
}

const DEFAULT_KEY = 'name';

/**
 * Reads a node filter as Rundeck does: `key: value` or `key:value`, a bare word is a name, `!key: value` excludes. All
 * values of one key form one comma-separated list. A key at the very end without a value is ignored.
 */
export function parseNodeFilter(text: string): NodeFilter {
  const include = new Map<string, FilterClause>();
  const exclude = new Map<string, FilterClause>();
  let key: string | undefined;
  for (const token of tokensOf(text)) {
    let value = token.text;
    if (key === undefined && value.endsWith(':')) {
      key = value.slice(0, -1);
      continue;
    }
    const colon = value.indexOf(':');
    if (key === undefined && colon !== -1) {
      key = value.slice(0, colon);
      value = value.slice(colon + 1);
    }
    const named = key ?? DEFAULT_KEY;
    const clauses = named.startsWith('!') ? exclude : include;
    const name = named.startsWith('!') ? named.slice(1) : named;
    const before = clauses.get(name);
    clauses.set(name, {
      value: before === undefined ? value : `${before.value},${value}`,
      start: before?.start ?? token.start,
    });
    key = undefined;
  }
  return { text, include, exclude };
}
