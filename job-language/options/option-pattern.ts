import type { LinearPattern } from '../../support/patterns/pattern.ts';
import { readPattern } from '../../support/patterns/pattern.ts';

/** A pattern of an option: whole values match it or do not, in time linear to their length. */
export type OptionPattern = Pick<LinearPattern, 'matches'>;

/** Why a pattern cannot be used here; `unsupported` where it is one, but takes a thread of its own to run. */
export interface RefusedPattern {
  readonly problem: string;
  readonly unsupported: boolean;
}

/** Compiles a Java pattern, as people write it for the reference system, or returns why it cannot be used at once. */
export function optionPattern(pattern: string): OptionPattern | RefusedPattern {
  const read = readPattern(pattern);
  if (read.engine === 'linear') return read;
  if (read.engine === 'none') return { problem: read.problem, unsupported: false };
  const problem = 'look-around, back-references and classes within classes are not matched here';
  return { problem, unsupported: true };
}
