import { createHash } from 'node:crypto';
import { maskPatterns } from './mask-patterns.ts';
import { PatternAutomaton } from './pattern-automaton.ts';

/** So many are known at most, whether they are still there or not. */
const MOST_KNOWN = 256;

/**
 * One automaton for all steps that have the same secrets: many nodes share a key, and building one costs more than a
 * short step. None is kept longer than a step needs it.
 */
export class SharedAutomata {
  readonly #known = new Map<string, WeakRef<PatternAutomaton>>();

  /** Undefined where there is nothing to be masked. */
  of(secrets: readonly string[]): PatternAutomaton | undefined {
    if (secrets.every((secret) => secret === '')) return undefined;
    const name = createHash('sha256').update(JSON.stringify(secrets)).digest('base64');
    const there = this.#known.get(name)?.deref();
    if (there) return there;
    const automaton = new PatternAutomaton(maskPatterns(secrets));
    if (this.#known.size >= MOST_KNOWN) this.#known.clear();
    this.#known.set(name, new WeakRef(automaton));
    return automaton;
  }
}

/** The automata of this process: for its output, and for the problems that it reports. */
export const AUTOMATA = new SharedAutomata();
