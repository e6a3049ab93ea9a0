/** A place in a template that names a value: `${group.key}`, or `@group.key@` in a script. Offsets are UTF-16 units. */
export interface Reference {
  readonly start: number;
  readonly end: number;
  /** What stands between the delimiters, as written. */
  readonly expression: string;
}

/** What an expression names. `unquoted` is Rundeck's `unquotedoption.x`: the author wants the value as shell text. */
export interface ValueName {
  readonly group: string;
  readonly key: string;
  readonly unquoted: boolean;
}

const REFERENCE = /\$\{([^\s}]+)\}/g;
const VALUE_NAME = /^(?<group>[A-Za-z_][\w-]*)\.(?<key>.+)$/;

/** Every `${…}` of a command or an argument, in order. `${a b}` and `${}` are text, as in Rundeck. */
export function referencesIn(template: string): Reference[] {
  return Array.from(template.matchAll(REFERENCE), (match) => ({
    start: match.index,
    end: match.index + match[0].length,
    expression: match[1] ?? '',
  }));
}

/** The value that an expression names, or undefined where it has no `group.key` form (`HOME`, `x:-default`). */
export function valueNameOf(expression: string): ValueName | undefined {
  const parts = VALUE_NAME.exec(expression)?.groups;
  if (parts?.['group'] === undefined || parts['key'] === undefined) return undefined;
  const unquoted = parts['group'] === 'unquotedoption';
  return { group: unquoted ? 'option' : parts['group'], key: parts['key'], unquoted };
}
