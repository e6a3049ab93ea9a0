import { createHash } from 'node:crypto';
import { maskPatterns } from './mask-patterns.ts';
import { PatternAutomaton } from './pattern-automaton.ts';

/** Maximum number of cached weak references, including those to collected automata. */
const MOST_KNOWN = 256;

/**
 * Shares one automaton between steps with the same secrets. Many nodes use the same key, and building an automaton
 * costs more than a short step. Automata are weakly referenced, so they live only as long as a step uses them.
 */
export class SharedAutomata {
  readonly #known = new Map<string, WeakRef<PatternAutomaton>>();

  /** Returns the automaton for these secrets; undefined if there is nothing to mask. */
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

/** The shared automata of this process, for step output and reported problems. */
export const AUTOMATA = new SharedAutomata();
