import type { ServerResponse } from 'node:http';
import { OutrunnerError } from '../../../protocol/errors/outrunner-error.ts';
import { HTTP_LIMITS } from '../../network/limits.ts';
import { StreamPages } from './stream-pages.ts';

/** Seconds after which a caller with too many streams may try again. */
const RETRY_SECONDS = 10;

/** Interval of the checks while memory is short, in ms. */
const LOOK_EVERY = 250;
/** Time for which a reader may read nothing while memory is short, in ms. */
const UNREAD_LIMIT = 500;

/** A streamed answer. */
export interface OpenStream {
  /**
   * Reserves memory for a page of output, before the page is read. Returns undefined if memory is free; otherwise a
   * promise that resolves when memory becomes free or the stream ends.
   */
  takePage(): Promise<void> | undefined;
  /** Frees the memory of the page after its output was sent. Idempotent. */
  givePage(): void;
  /**
   * Waits until the reader has read all written bytes. Closes the stream if the wait takes too long, or if too many
   * streams wait and this stream has waited longest.
   */
  waitForReader(wait: Promise<unknown>): Promise<void>;
  /** Frees the stream's memory, and removes it from the open streams. Idempotent. */
  leave(): void;
}

interface Stream {
  readonly caller: string;
  readonly response: ServerResponse;
  /** Start of the latest wait for the reader, in monotonic ms. */
  waitsSince: number;
}

export interface OpenStreamsParts {
  /** Returns the maximum number of open streams of one caller. */
  readonly ofOne: () => number;
}

/**
 * Limits the number of open event and byte streams of all callers, and the memory of streams whose readers do not read.
 * If too many streams wait for their readers, or another stream needs memory, the longest waiting stream is closed. A
 * stream with an active reader waits only briefly each time, and thus stays open.
 */
export class OpenStreams {
  readonly #parts: OpenStreamsParts;
  /** Open streams of each caller, oldest first. */
  readonly #byCaller = new Map<string, Set<Stream>>();
  /** Streams that wait for their readers, longest first. */
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

  /**
   * Opens a stream. Throws `too-many-requests` if the caller, or all callers together, have too many streams open. Call
   * this before the answer begins.
   */
  open(caller: string, response: ServerResponse): OpenStream {
    const own = this.#byCaller.get(caller);
    const limit = this.#parts.ofOne();
    if ((own?.size ?? 0) >= limit) throw tooMany(limit, 'event and output streams of this caller');
    if (this.#open >= HTTP_LIMITS.streams.value) this.#makeRoom(own?.size ?? 0);
    const stream: Stream = { caller, response, waitsSince: 0 };
    this.#byCaller.set(caller, (own ?? new Set()).add(stream));
    this.#open += 1;
    response.setTimeout(HTTP_LIMITS.unreadSeconds.value * 1000, () => {
      // The socket had no traffic during the timeout. A stream that waits for its reader is closed; an idle stream
      // stays open.
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

  /**
   * While streams wait for pages, closes each stream that holds a page and whose reader has read nothing for the time
   * {@link UNREAD_LIMIT}.
   */
  #freePages(): void {
    this.#freeing ??= setInterval(() => {
      const before = performance.now() - UNREAD_LIMIT;
      for (const stream of this.#waiting) {
        if (this.#pages.wanted === 0 || stream.waitsSince > before) break;
        if (this.#pages.holds(stream)) this.#cut(stream);
      }
      if (this.#pages.wanted > 0) return;
      clearInterval(this.#freeing);
      this.#freeing = undefined;
    }, LOOK_EVERY).unref();
  }

  /**
   * Closes the oldest stream of the caller with the most streams. Throws `too-many-requests` unless that caller would
   * still have more streams than `own`, the number of streams of the new stream's caller.
   */
  #makeRoom(own: number): void {
    let most: Set<Stream> | undefined;
    for (const theirs of this.#byCaller.values()) if (theirs.size > (most?.size ?? 0)) most = theirs;
    const [oldest] = most ?? [];
    if (oldest === undefined || most === undefined || most.size <= own + 1)
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
