import { RE2JS, RE2JSException } from 're2js';
import { fromJavaPattern } from '../../patterns/linear-pattern.ts';

/** A pattern of an option: whole values match it or do not, in time linear to their length. */
export interface OptionPattern {
  matches(value: string): boolean;
}

/** Why a pattern cannot be used; `unsupported` where it is one, with look-around, back-references or the like. */
export interface RefusedPattern {
  readonly problem: string;
  readonly unsupported: boolean;
}

/** Compiles a pattern as people write it for the reference system (Java), or says why it cannot be used. */
export function optionPattern(pattern: string): OptionPattern | RefusedPattern {
  const translated = fromJavaPattern(pattern);
  if (translated === undefined) {
    const problem =
      'look-around, back-references, possessive quantifiers and classes within classes are not matched yet';
    return { problem, unsupported: true };
  }
  try {
    const compiled = RE2JS.compile(translated);
    return { matches: (value) => compiled.matches(value) };
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    return { problem: error.message.replace(/^error parsing regexp: /, ''), unsupported: false };
  }
}
