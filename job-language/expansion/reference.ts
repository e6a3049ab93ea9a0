/** A reference to a value in a template: `${group.key}`, or `@group.key@` in a script. Offsets are UTF-16 units. */
export interface Reference {
  readonly start: number;
  readonly end: number;
  /** The text between the delimiters, as written. */
  readonly expression: string;
}

/**
 * The value of an expression. `unquoted` is set for Rundeck's `unquotedoption.x`, whose value is inserted without
 * quoting.
 */
export interface ValueName {
  readonly group: string;
  readonly key: string;
  readonly unquoted: boolean;
  /** The other step or nodes that the value comes from; absent: the current step and node. */
  readonly elsewhere?: Elsewhere;
}

/** The step and nodes of an expression, as in `2:data.k`, `data.k@web1`, `data.k*` and `2:data.k*;`. */
export interface Elsewhere {
  /** The expression without the prefix `unquoted`: the key of the value in `OperationValues.references`. */
  readonly expression: string;
  /** Number of the step, from 1; absent: the last step that has the value. */
  readonly step?: number;
  readonly node?: string;
  /** Separator of the values of all nodes; absent: the value of one node. */
  readonly delimiter?: string;
}

/**
 * The syntax of an expression: `${…}`, in which `@` precedes a node, or a script's `@…@`, in which `/` precedes a node.
 */
export type ReferenceForm = 'argument' | 'script';

const REFERENCE = /\$\{([^\s}]+)\}/g;
const UNQUOTED = 'unquoted';
const EXPRESSIONS: Readonly<Record<ReferenceForm, RegExp>> = {
  argument:
    /^(?:(?<step>\d{1,9}):)?(?<group>[A-Za-z_][\w-]*)\.(?<key>[^@*]+)(?:@(?<node>.+)|(?<every>\*)(?<delimiter>.*))?$/su,
  script:
    /^(?:(?<step>\d{1,9}):)?(?<group>[A-Za-z_][\w-]*)\.(?<key>[^/*]+)(?:\/(?<node>.+)|(?<every>\*)(?<delimiter>.*))?$/su,
};

/** Returns every `${…}` of a command or an argument, in order. `${a b}` and `${}` are text, as in Rundeck. */
export function referencesIn(template: string): Reference[] {
  return Array.from(template.matchAll(REFERENCE), (match) => ({
    start: match.index,
    end: match.index + match[0].length,
    expression: match[1] ?? '',
  }));
}

/** Parses an expression. Returns undefined if it has no `group.key` form (`HOME`, `x:-default`). */
export function valueNameOf(expression: string, form: ReferenceForm = 'argument'): ValueName | undefined {
  const unquoted = expression.startsWith(UNQUOTED);
  const bare = unquoted ? expression.slice(UNQUOTED.length) : expression;
  const { step, group, key, node, every, delimiter } = EXPRESSIONS[form].exec(bare)?.groups ?? {};
  if (group === undefined || key === undefined) return undefined;
  const name = { group, key, unquoted };
  if (step === undefined && node === undefined && every === undefined) return name;
  const elsewhere: Elsewhere = {
    expression: bare,
    ...(step === undefined ? {} : { step: Number(step) }),
    ...(node === undefined ? {} : { node }),
    ...(every === undefined ? {} : { delimiter: delimiterOf(delimiter ?? '') }),
  };
  return { ...name, elsewhere };
}

/**
 * Returns the written separator if it is a single character, otherwise a comma. Longer separators are reserved in
 * Rundeck.
 */
function delimiterOf(written: string): string {
  return [...written].length === 1 ? written : ',';
}
