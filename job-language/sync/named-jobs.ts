/** The jobs that a text seems to define, found without parsing it. */
export interface NamedJobs {
  readonly ids: ReadonlySet<string>;
  /** Names as {@link comparableName} reduces them. May include names of other things, such as options. */
  readonly names: ReadonlySet<string>;
}

/** Finds ids and names in a YAML text, valid or not. */
export function namedJobs(text: string): NamedJobs {
  return {
    ids: valuesOf(text, /^[- \t]*["']?(?:uuid|id)["']?[ \t]*:[ \t]*["']?([A-Za-z0-9_-]{1,64})/gm),
    names: new Set(
      [...valuesOf(text, /^[- \t]*["']?name["']?[ \t]*:[ \t]*(.{1,300})/gm)].map((name) =>
        comparableName(name),
      ),
    ),
  };
}

/** Reduces a name to its letters and digits, which are the same in all notations of a YAML text without escapes. */
export function comparableName(name: string): string {
  return name.replace(/[^\p{L}\p{N}]/gu, '');
}

function valuesOf(text: string, pattern: RegExp): ReadonlySet<string> {
  return new Set([...text.matchAll(pattern)].map(([, value = '']) => value));
}
