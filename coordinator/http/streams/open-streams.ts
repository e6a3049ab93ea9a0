import type { ServerResponse } from 'node:http';
import { OutrunnerError } from '../../../protocol/errors/outrunner-error.ts';
import { HTTP_LIMITS } from '../../network/limits.ts';
import { StreamPages } from './stream-pages.ts';

/** Seconds after which a caller with too many streams may try again. */
const RETRY_SECONDS = 10;

/** Interval of the checks while memory is short, and how long a reader may then read nothing, in ms. */
const LOOK_EVERY = 250;
const PATIENCE = 500;

/** A streamed answer. */
export interface OpenStream {
  /** Takes the memory of a page before one is read. Returns undefined if it is free; else resolves once it is, or the stream has ended. */
  takePage(): Promise<void> | undefined;
  /** Returns the page once its output was sent. Idempotent. */
  givePage(): void;
  /** Waits until the reader has read what was written. A stream that waits too long, or among too many, is closed. */
  waitForReader(wait: Promise<unknown>): Promise<void>;
  /** Call when the stream ended. Idempotent. */
  leave(): void;
}

interface Stream {
  readonly caller: string;
  readonly response: ServerResponse;
  /** Since when it waits for its reader, in monotonic ms. */
  waitsSince: number;
}

export interface OpenStreamsParts {
  /** Maximum number of open streams of one caller. */
  readonly ofOne: () => number;
}

/**
 * Limits the number of open event and byte streams of all callers, and the memory of streams whose readers do not read. If
 * too many wait for their readers, or their memory is needed, the stream that has waited longest is closed. A stream whose
 * reader reads waits only briefly, so it is never that one.
 */
export class OpenStreams {
  readonly #parts: OpenStreamsParts;
  /** Oldest first. */
  readonly #byCaller = new Map<string, Set<Stream>>();
  /** Waiting longest first. */
  readonly #waiting = new Set<Stream>();
  readonly #pages = new StreamPages<Stream>(() => this.#freePages());
  #freeing: NodeJS.Timeout | undefined;
  #open = 0;

  constructor(parts: OpenStreamsParts) {
    this.#parts = parts;
  }

  get size(): number {
    return this.#open;
  }

  /** Throws `too-many-requests` if the caller has too many streams open. Call it before the answer begins. */
  open(caller: string, response: ServerResponse): OpenStream {
    const own = this.#byCaller.get(caller);
    const limit = this.#parts.ofOne();
    if ((own?.size ?? 0) >= limit) throw tooMany(limit, 'event and output streams of this caller');
    if (this.#open >= HTTP_LIMITS.streams.value) this.#makeRoom(own?.size ?? 0);
    const stream: Stream = { caller, response, waitsSince: 0 };
    this.#byCaller.set(caller, (own ?? new Set()).add(stream));
    this.#open += 1;
    response.setTimeout(HTTP_LIMITS.unreadSeconds.value * 1000, () => {
      // The socket had no traffic for that long. An idle stream is fine, but a waiting one has no reader.
      if (this.#waiting.has(stream)) response.destroy();
    });
    return {
      takePage: () => this.#pages.take(stream),
      givePage: () => this.#pages.give(stream),
      waitForReader: (wait) => this.#wait(stream, wait),
      leave: () => this.#leave(stream),
    };
  }

  async #wait(stream: Stream, wait: Promise<unknown>): Promise<void> {
    stream.waitsSince = performance.now();
    this.#waiting.add(stream);
    if (this.#waiting.size > HTTP_LIMITS.unreadStreams.value) {
      const [longest] = this.#waiting;
      if (longest !== undefined) this.#cut(longest);
    }
    try {
      await wait;
    } finally {
      this.#waiting.delete(stream);
    }
  }

  /** While streams wait for pages, closes streams that hold one and whose reader has not read for a while. */
  #freePages(): void {
    this.#freeing ??= setInterval(() => {
      const before = performance.now() - PATIENCE;
      for (const stream of this.#waiting) {
        if (this.#pages.wanted === 0 || stream.waitsSince > before) break;
        if (this.#pages.holds(stream)) this.#cut(stream);
      }
      if (this.#pages.wanted > 0) return;
      clearInterval(this.#freeing);
      this.#freeing = undefined;
    }, LOOK_EVERY).unref();
  }

  /** Closes a stream of the caller with most of them for a caller that has fewer. */
  #makeRoom(fewer: number): void {
    let most: Set<Stream> | undefined;
    for (const own of this.#byCaller.values()) if (own.size > (most?.size ?? 0)) most = own;
    const [oldest] = most ?? [];
    if (oldest === undefined || most === undefined || most.size <= fewer + 1)
      throw tooMany(HTTP_LIMITS.streams.value, 'event and output streams');
    this.#cut(oldest);
  }

  #cut(stream: Stream): void {
    this.#leave(stream);
    this.#waiting.delete(stream);
    stream.response.destroy();
  }

  #leave(stream: Stream): void {
    this.#pages.give(stream);
    const own = this.#byCaller.get(stream.caller);
    if (own === undefined || !own.delete(stream)) return;
    this.#open -= 1;
    if (own.size === 0) this.#byCaller.delete(stream.caller);
  }
}

function tooMany(limit: number, what: string): OutrunnerError {
  return new OutrunnerError('too-many-requests', { what, limit, seconds: RETRY_SECONDS });
}
