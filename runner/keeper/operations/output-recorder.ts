import type { Stream } from '../../../protocol/runner/frames.ts';
import type { LinkCommand } from '../../link/command.ts';
import { LARGEST_PAYLOAD } from '../../link/messages.ts';
import type { FilteredOutput } from '../filtering/filtered-output.ts';
import type { MakeFilteredOutput } from '../filtering/prepare-filters.ts';
import type { OutputSource } from '../gate/output-source.ts';
import { Masker } from '../masking/masker.ts';
import { AUTOMATA } from '../masking/shared-automata.ts';
import type { OperationSpool } from '../spool/operation-spool.ts';
import type { SpoolBudget } from '../spool/spool-budget.ts';
import type { SpoolFrame } from '../spool/spool-format.ts';

/** Interval, in ms, at which the recorder retries failed writes of frames. */
const RETRY_MILLISECONDS = 1000;

export interface RecorderEvents {
  /** Called for each frame that was written to the spool. The frame's bytes are valid only during the call. */
  onFrame(frame: SpoolFrame): void;
  /** Called once, when the step is first blocked because the spool has no room. */
  onFull(): void;
  /** Called when all sources have ended and all their output is in the spool. */
  onComplete(): void;
}

/** How a step's output is processed before it is stored. */
export interface OutputTreatment extends Pick<LinkCommand, 'masks' | 'mask'> {
  /** If absent, the output is not filtered. */
  readonly filtered?: MakeFilteredOutput | undefined;
}

interface Refused {
  readonly stream: Stream;
  readonly time: number;
  readonly bytes: Buffer;
}

/**
 * Reads a step's output, masks and filters it, and writes it to the spool. The recorder stops reading while the spool
 * has no room or a filter is busy.
 */
export class OutputRecorder {
  readonly #sources: readonly OutputSource[];
  readonly #spool: OperationSpool;
  readonly #budget: SpoolBudget;
  readonly #events: RecorderEvents;
  readonly #maskers = new Map<Stream, Masker>();
  readonly #filtered: FilteredOutput | undefined;
  readonly #proceed = () => this.#flow();
  /** Output that is not in the spool yet: a frame whose write failed, and all later frames. */
  #refused: Refused[] = [];
  #retry: NodeJS.Timeout | undefined;
  #open: number;
  #saidFull = false;
  #complete = false;
  blocked = false;

  constructor(
    sources: readonly OutputSource[],
    spool: OperationSpool,
    budget: SpoolBudget,
    treatment: OutputTreatment,
    events: RecorderEvents,
  ) {
    this.#sources = sources;
    this.#spool = spool;
    this.#budget = budget;
    this.#events = events;
    this.#open = sources.length;
    const { masks, mask, filtered } = treatment;
    const automaton = AUTOMATA.of(masks);
    const mark = mask === undefined ? undefined : Buffer.from(mask);
    if (automaton) for (const { stream } of sources) this.#maskers.set(stream, new Masker(automaton, mark));
    const streams = sources.map(({ stream }) => stream);
    this.#filtered = filtered?.(streams, {
      onOutput: (stream, time, bytes) => this.#record(stream, time, bytes),
      onIdle: () => this.#proceed(),
    });
  }

  /** Returns the values that log filters captured so far; undefined if there are none. */
  get captured(): Readonly<Record<string, string>> | undefined {
    return this.#filtered?.captured;
  }

  /** Whether reading is paused because the spool has no room or a filter is busy. */
  get waits(): boolean {
    return this.blocked || this.#filtered?.busy === true;
  }

  start(): void {
    this.#filtered?.start(Date.now());
    for (const source of this.#sources) {
      source.start({
        onChunk: (chunk) => this.#take(source.stream, chunk),
        onEnd: () => this.#end(source.stream),
      });
    }
    if (this.#budget.full) this.#block();
  }

  /** Stops reading and drops unread output of the sources. `onComplete` follows. */
  cut(): void {
    for (const source of this.#sources) source.close();
  }

  #take(stream: Stream, chunk: Buffer): void {
    const time = Date.now();
    const parts = this.#maskers.get(stream)?.push(chunk);
    this.#keep(stream, time, parts ? Buffer.concat(parts) : chunk);
    if (this.#budget.full) this.#block();
    else if (this.#filtered?.busy) for (const source of this.#sources) source.pause();
  }

  #end(stream: Stream): void {
    const time = Date.now();
    const parts = this.#maskers.get(stream)?.flush();
    if (parts) this.#keep(stream, time, Buffer.concat(parts));
    this.#filtered?.endStream(stream, time);
    this.#open--;
    if (this.#open === 0) this.#filtered?.end(time);
    this.#completeIfDone();
  }

  #keep(stream: Stream, time: number, bytes: Buffer): void {
    if (this.#filtered) this.#filtered.push(stream, time, bytes);
    else this.#record(stream, time, bytes);
  }

  #record(stream: Stream, time: number, bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; at += LARGEST_PAYLOAD) {
      const piece = bytes.subarray(at, at + LARGEST_PAYLOAD);
      if (this.#refused.length > 0 || !this.#write(stream, time, piece)) {
        this.#refused.push({ stream, time, bytes: Buffer.from(piece) });
        this.#block();
      }
    }
  }

  #write(stream: Stream, time: number, bytes: Uint8Array): boolean {
    let frame: SpoolFrame;
    try {
      frame = this.#spool.append(stream, time, bytes);
    } catch {
      return false;
    }
    this.#events.onFrame(frame);
    return true;
  }

  #block(): void {
    if (this.#refused.length > 0) {
      clearTimeout(this.#retry);
      this.#retry = setTimeout(this.#proceed, RETRY_MILLISECONDS);
    } else {
      this.#budget.whenRoom(this.#proceed);
    }
    if (this.blocked) return;
    this.blocked = true;
    for (const source of this.#sources) source.pause();
    if (this.#saidFull) return;
    this.#saidFull = true;
    this.#events.onFull();
  }

  #flow(): void {
    clearTimeout(this.#retry);
    for (let next = this.#refused[0]; next; next = this.#refused[0]) {
      if (!this.#write(next.stream, next.time, next.bytes)) break;
      this.#refused.shift();
    }
    if (this.#refused.length > 0 || this.#budget.full) {
      this.#block();
      return;
    }
    this.blocked = false;
    if (!this.#filtered?.busy) for (const source of this.#sources) source.resume();
    this.#completeIfDone();
  }

  #completeIfDone(): void {
    if (this.#open > 0 || this.#refused.length > 0 || this.#filtered?.busy || this.#complete) return;
    this.#complete = true;
    this.#budget.forget(this.#proceed);
    this.#events.onComplete();
  }
}
