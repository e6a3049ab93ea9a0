import type { PatternAutomaton } from './pattern-automaton.ts';

/** The default replacement of a secret of any length. */
export const MASK = Buffer.from('*****');

interface Range {
  readonly from: number;
  readonly to: number;
}

/**
 * Replaces secrets in a stream of bytes, independently of its chunks. Overlapping secrets become one mask. The masker
 * buffers only the longest suffix that may begin a secret (or a secret that may still grow), until `flush`.
 *
 * Other bytes pass unchanged. A mask together with the bytes around it can thus form a secret that contains `*`, but no
 * other secret.
 */
export class Masker {
  readonly #automaton: PatternAutomaton;
  readonly #mask: Uint8Array;
  #state = 0;
  /** Undecided bytes: the last `begun(state)` of them may begin a secret. */
  #held: Buffer = Buffer.alloc(0);
  /** Secrets found in `#held`, as disjoint ranges in order. Each is masked once no further byte can make it longer. */
  #found: Range[] = [];

  /** The automaton is immutable, so several maskers may share it. */
  constructor(automaton: PatternAutomaton, mask: Uint8Array = MASK) {
    this.#automaton = automaton;
    this.#mask = mask;
  }

  /** Returns the masked bytes of all decided input. They may be views of `chunk`. */
  push(chunk: Buffer): readonly Uint8Array[] {
    if (this.#state === 0 && !this.#mayBegin(chunk)) return [chunk];
    const out: Uint8Array[] = [];
    const bytes = this.#held.length === 0 ? chunk : Buffer.concat([this.#held, chunk]);
    let sent = 0;
    const settle = (undecided: number) => {
      for (let first = this.#found[0]; first && first.to <= undecided; first = this.#found[0]) {
        if (first.from > sent) out.push(bytes.subarray(sent, first.from));
        out.push(this.#mask);
        sent = first.to;
        this.#found.shift();
      }
    };
    for (let at = this.#held.length; at < bytes.length; at++) {
      const byte = bytes[at] ?? 0;
      if (this.#state === 0 && this.#automaton.firstBytes[byte] === 0) continue;
      this.#state = this.#automaton.next(this.#state, byte);
      const end = at + 1;
      const match = this.#automaton.match(this.#state);
      if (match > 0) this.#widen({ from: end - match, to: end });
      if (this.#found.length > 0) settle(end - this.#automaton.begun(this.#state));
    }
    const undecided = bytes.length - this.#automaton.begun(this.#state);
    const keep = Math.max(sent, Math.min(undecided, this.#found[0]?.from ?? undecided));
    if (keep > sent) out.push(bytes.subarray(sent, keep));
    this.#held = Buffer.from(bytes.subarray(keep));
    this.#found = this.#found.map(({ from, to }) => ({ from: from - keep, to: to - keep }));
    return out;
  }

  /** Ends the stream. Returns the buffered bytes, with secrets masked. */
  flush(): readonly Uint8Array[] {
    const held = this.#held;
    const found = this.#found;
    this.#held = Buffer.alloc(0);
    this.#found = [];
    this.#state = 0;
    const out: Uint8Array[] = [];
    let sent = 0;
    for (const { from, to } of found) {
      out.push(held.subarray(sent, from), this.#mask);
      sent = to;
    }
    out.push(held.subarray(sent));
    return out.filter((part) => part.length > 0);
  }

  #mayBegin(chunk: Buffer): boolean {
    const first = this.#automaton.firstBytes;
    for (let at = 0; at < chunk.length; at++) {
      if (first[chunk[at] ?? 0] === 1) return true;
    }
    return false;
  }

  /** Adds a match and merges all found ranges that it overlaps. */
  #widen(match: Range): void {
    let { from } = match;
    for (let last = this.#found.at(-1); last && last.to > from; last = this.#found.at(-1)) {
      from = Math.min(from, last.from);
      this.#found.pop();
    }
    this.#found.push({ from, to: match.to });
  }
}
