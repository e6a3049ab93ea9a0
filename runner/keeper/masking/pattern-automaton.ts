/**
 * An Aho-Corasick automaton. Its state after each byte determines the longest pattern that ends there, and the longest
 * suffix that may still grow into a pattern. Memory is proportional to the total length of the patterns.
 */
export class PatternAutomaton {
  /** `node * 256 + byte` → child. */
  readonly #children = new Map<number, number>();
  readonly #failure: number[] = [0];
  readonly #depths: number[] = [0];
  readonly #longestMatch: number[] = [0];
  readonly #beginnings: number[] = [0];
  /** 1 for each byte value that begins a pattern. Lets the masker skip text without secrets quickly. */
  readonly firstBytes = new Uint8Array(256);

  constructor(patterns: readonly Uint8Array[]) {
    for (const pattern of patterns) this.#insert(pattern);
    this.#link();
  }

  /** Returns the state after `byte`. In state 0, no pattern has begun. */
  next(state: number, byte: number): number {
    let at = state;
    for (;;) {
      const child = this.#children.get(at * 256 + byte);
      if (child !== undefined) return child;
      if (at === 0) return 0;
      at = this.#failure[at] ?? 0;
    }
  }

  /** Returns the length of the longest suffix that is a proper prefix of a pattern. */
  begun(state: number): number {
    return this.#beginnings[state] ?? 0;
  }

  /** Returns the length of the longest pattern that ends at this state; 0 if none does. */
  match(state: number): number {
    return this.#longestMatch[state] ?? 0;
  }

  #insert(pattern: Uint8Array): void {
    let at = 0;
    for (const byte of pattern) {
      if (at === 0) this.firstBytes[byte] = 1;
      const key = at * 256 + byte;
      let child = this.#children.get(key);
      if (child === undefined) {
        child = this.#failure.length;
        this.#children.set(key, child);
        this.#failure.push(0);
        this.#depths.push((this.#depths[at] ?? 0) + 1);
        this.#longestMatch.push(0);
        this.#beginnings.push(0);
      }
      at = child;
    }
    if (at !== 0) this.#longestMatch[at] = pattern.length;
  }

  /**
   * Computes the values that depend on a node's fallback. Visits nodes by increasing depth, so that each fallback is
   * already computed.
   */
  #link(): void {
    const depth = (node: number) => this.#depths[node] ?? 0;
    const edges = [...this.#children].sort(([, a], [, b]) => depth(a) - depth(b));
    const inner = new Set(edges.map(([key]) => Math.floor(key / 256)));
    for (const [key, child] of edges) {
      const parent = Math.floor(key / 256);
      const fallback = parent === 0 ? 0 : this.next(this.#failure[parent] ?? 0, key % 256);
      this.#failure[child] = fallback;
      if (this.match(child) === 0) this.#longestMatch[child] = this.match(fallback);
      this.#beginnings[child] = inner.has(child) ? depth(child) : this.begun(fallback);
    }
  }
}
