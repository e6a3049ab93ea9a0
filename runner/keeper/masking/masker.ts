import type { PatternAutomaton } from './pattern-automaton.ts';

/** The default replacement of a secret, whatever its length. */
export const MASK = Buffer.from('*****');

interface Range {
  readonly from: number;
  readonly to: number;
}

/**
 * Replaces secrets in a stream of bytes, independent of its chunks. Overlapping secrets become one mask. Only the
 * longest suffix that may begin a secret (or a secret that may still grow) is held back, until `flush`.
 *
 * Other bytes pass unchanged. Thus a secret that contains `*` could be assembled from a mask and the bytes around it;
 * no other secret can.
 */
export class Masker {
  readonly #automaton: PatternAutomaton;
  readonly #mask: Uint8Array;
  #state = 0;
  /** Bytes that are not decided yet: the last `begun(state)` bytes may begin a secret. */
  #held: Buffer = Buffer.alloc(0);
  /** Secrets in `held`, as disjoint ranges in order. Each is masked once nothing can make it longer. */
  #found: Range[] = [];

  /** The automaton may be shared, because it does not change. */
  constructor(automaton: PatternAutomaton, mask: Uint8Array = MASK) {
    this.#automaton = automaton;
    this.#mask = mask;
  }

  /** Returns the masked bytes that are certain. They may be views of `chunk`. */
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

  /** Ends the stream: returns the bytes that were held back, with secrets masked. */
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

  /** Merges overlapping ranges. A longer match may contain several. */
  #widen(match: Range): void {
    let { from } = match;
    for (let last = this.#found.at(-1); last && last.to > from; last = this.#found.at(-1)) {
      from = Math.min(from, last.from);
      this.#found.pop();
    }
    this.#found.push({ from, to: match.to });
  }
}
