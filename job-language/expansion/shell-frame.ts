/** A here-document whose body begins at the next line break. */
export interface HereDocument {
  readonly delimiter: string;
  /** Whether the delimiter is quoted, so that the shell expands nothing in the body. */
  readonly quoted: boolean;
  /** Whether the operator is `<<-`, which removes leading tabs from each line, including the delimiter line. */
  readonly stripTabs: boolean;
}

/** The constructs that enclose a position in a shell text, innermost last. */
export type Frame =
  | { kind: 'code'; opener: 'none' | '(' | '$(' | '`'; hereDocuments: HereDocument[] }
  | { kind: 'single' | 'double' | 'comment' | 'opaque-backquotes' }
  | { kind: 'arithmetic'; depth: number }
  | { kind: 'here-document'; document: HereDocument; line: string };

/**
 * The context of a reference, which decides how its value is quoted. `unclear`: no quoting is certain to keep the value
 * from becoming syntax, for the given reason.
 */
export type ShellContext =
  | { kind: 'plain'; wordStart: boolean; inBackquotes: boolean }
  | { kind: 'double'; afterDollar: boolean; inBackquotes: boolean }
  | { kind: 'single' | 'comment' | 'arithmetic' | 'here-document'; inBackquotes: boolean }
  | { kind: 'unclear'; reason: string };

/**
 * Parses the word after `<<` at `position`. Returns undefined if the text ends within the word, or if the word is not
 * constant.
 */
export function readHereDocument(
  text: string,
  position: number,
): { document: HereDocument; end: number } | undefined {
  const match = /^(-?)[ \t]*((?:[^\s'"\\`$;&|<>()]|\\[^\n]|'[^'\n]*'|"[^"\\`$\n]*")+)(?=[\s;&|<>()])/.exec(
    text.slice(position, position + 1024),
  );
  if (match === null) return undefined;
  const word = match[2] ?? '';
  const delimiter = word.replace(/\\(.)|'([^']*)'|"([^"]*)"/gs, (_, escaped, single, double) =>
    String(escaped ?? single ?? double),
  );
  const document = { delimiter, quoted: /['"\\]/.test(word), stripTabs: match[1] === '-' };
  return { document, end: position + match[0].length };
}

/** Matches the substitutions in a here-document line that all shells end at the same position. */
const SIMPLE_SUBSTITUTION = /\$\([^()'"`\\#<{}]*\)|\$\{[^'"`\\{}$]*\}|`[^`\\'"]*`/g;

/** Returns whether the end of `line`, a here-document line or its part before a reference, is in no substitution. */
export function isOutsideSubstitutions(line: string): boolean {
  return !/\$[({[]|`|[$\\]$/.test(line.replace(SIMPLE_SUBSTITUTION, ''));
}
