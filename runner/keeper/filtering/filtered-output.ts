import { isUtf8 } from 'node:buffer';
import { isLinear } from '../../../job-language/log-filters/check-filter.ts';
import { FilterChain } from '../../../job-language/log-filters/filter-chain.ts';
import { goOn } from '../../../job-language/log-filters/filtering-step.ts';
import {
  type AddedLine,
  type Filtering,
  PatternTimeout,
} from '../../../job-language/log-filters/line-filter.ts';
import type { Stream } from '../../../protocol/runner/frames.ts';
import type { OutputFilters } from '../../link/command.ts';
import { GatheredBytes } from './gathered-bytes.ts';
import { type LinePiece, LineSplitter } from './line-splitter.ts';
import type { SlowAnswer, SlowMatching } from './slow-matching.ts';

const LF = 0x0a;

export interface FilteredOutputEvents {
  /** Receives the filtered bytes. They are valid only during the call. */
  onOutput(stream: Stream, time: number, bytes: Buffer): void;
  /** Called when the output that was queued during a slow match has been processed. */
  onIdle(): void;
}

type Task =
  | { readonly kind: 'bytes'; readonly stream: Stream; readonly time: number; readonly bytes: Buffer }
  | { readonly kind: 'end-of-stream'; readonly stream: Stream; readonly time: number }
  | { readonly kind: 'end'; readonly time: number };

/**
 * Applies log filters to a step's output, line by line, separately for each stream. Lines pass at once unless a pattern
 * has to be matched in another thread. During such a match, output is queued in order, and the caller should stop
 * reading.
 */
export class FilteredOutput {
  readonly #chain: FilterChain;
  readonly #slowMatching: SlowMatching;
  readonly #events: FilteredOutputEvents;
  /** The streams that receive the lines added by filters: `main` at level `normal`, `problems` at all other levels. */
  readonly #streams: { readonly main: Stream; readonly problems: Stream };
  readonly #splitters = new Map<Stream, LineSplitter>();
  readonly #lineBegun = new Map<Stream, boolean>();
  /** By stream, whether the rest of a line that is too long is shown. */
  readonly #restShown = new Map<Stream, boolean>();
  /** Whether a filter has a slow pattern, so that queued bytes must be copied. */
  readonly #mayWait: boolean;
  #tasks: Task[] = [];
  readonly #gathered = new GatheredBytes((bytes) => {
    const gatheredFor = this.#gatheredFor;
    const events = this.#events;
    if (gatheredFor !== undefined) events.onOutput(gatheredFor.stream, gatheredFor.time, bytes);
  });
  #gatheredFor: { stream: Stream; time: number } | undefined;
  /** Whether output is queued while a slow pattern is being matched. */
  busy = false;

  constructor(
    filters: OutputFilters,
    streams: readonly Stream[],
    slowMatching: SlowMatching,
    events: FilteredOutputEvents,
  ) {
    this.#chain = new FilterChain(filters.filters, filters.shown);
    this.#slowMatching = slowMatching;
    this.#events = events;
    const main = streams.find((stream) => stream !== 'stderr') ?? 'stdout';
    this.#streams = { main, problems: streams.includes('stderr') ? 'stderr' : main };
    this.#mayWait = !filters.filters.every(isLinear);
    for (const stream of streams) this.#splitters.set(stream, new LineSplitter());
  }

  /** Returns the values that were captured so far; undefined if there are none. */
  get captured(): Readonly<Record<string, string>> | undefined {
    const { captured } = this.#chain;
    return captured.isEmpty ? undefined : captured.toRecord();
  }

  /** Adds a line of output for each filter that cannot be applied. */
  start(time: number): void {
    for (const text of this.#chain.problems) this.#add({ text, level: 'warn' }, time);
    this.#flush();
  }

  /** Filters the bytes, which may be reused after the call. */
  push(stream: Stream, time: number, bytes: Buffer): void {
    this.#take({ kind: 'bytes', stream, time, bytes: this.#mayWait ? Buffer.from(bytes) : bytes });
  }

  endStream(stream: Stream, time: number): void {
    this.#take({ kind: 'end-of-stream', stream, time });
  }

  /** Ends all streams. */
  end(time: number): void {
    this.#take({ kind: 'end', time });
  }

  #take(task: Task): void {
    this.#tasks.push(task);
    if (this.busy) return;
    this.#run(this.#work());
  }

  /** Runs the work until it is finished or has to wait for a slow pattern. */
  #run(work: Filtering<void>, answer?: SlowAnswer): void {
    const step = answer === 'timed-out' ? goOn(work, new PatternTimeout()) : goOn(work, answer);
    if (step.done) {
      const waited = this.busy;
      this.busy = false;
      this.#flush();
      if (waited) this.#events.onIdle();
      return;
    }
    this.busy = true;
    this.#flush();
    this.#slowMatching(step.question).then(
      (found) => this.#run(work, found),
      () => this.#run(work, 'timed-out'),
    );
  }

  *#work(): Filtering<void> {
    for (let task = this.#tasks[0]; task; task = this.#tasks[0]) {
      yield* this.#perform(task);
      this.#tasks.shift();
    }
  }

  *#perform(task: Task): Filtering<void> {
    if (task.kind === 'end') {
      for (const line of yield* this.#chain.end()) this.#add(line, task.time);
      return;
    }
    const { stream, time } = task;
    const splitter = this.#splitters.get(stream);
    if (splitter === undefined) return;
    const pieces = task.kind === 'bytes' ? splitter.push(task.bytes) : splitter.finish();
    for (const piece of pieces) yield* this.#piece(stream, time, piece);
  }

  *#piece(stream: Stream, time: number, piece: LinePiece): Filtering<void> {
    const { kind, bytes, start, textEnd, end } = piece;
    if (kind === 'rest') {
      if (this.#restShown.get(stream) === true) this.#put(stream, time, bytes, start, end);
      return;
    }
    const encoding = textEncoding(piece);
    const text = bytes.toString(encoding, start, textEnd);
    const partial = kind === 'beginning';
    const level = stream === 'stderr' ? 'error' : 'normal';
    const outcome = yield* this.#chain.line({ text, level, partial });
    for (const added of outcome.before) this.#add(added, time);
    if (partial) this.#restShown.set(stream, outcome.text !== undefined);
    if (outcome.text === text) this.#put(stream, time, bytes, start, end);
    else if (outcome.text !== undefined) {
      const changed = Buffer.from(outcome.text, encoding);
      this.#put(stream, time, changed, 0, changed.length);
      this.#put(stream, time, bytes, textEnd, end);
    }
    for (const added of outcome.after) this.#add(added, time);
  }

  #add({ text, level }: AddedLine, time: number): void {
    const stream = level === 'normal' ? this.#streams.main : this.#streams.problems;
    const end = stream === 'terminal' ? '\r\n' : '\n';
    const begun = this.#lineBegun.get(stream) === true ? end : '';
    const bytes = Buffer.from(`${begun}${text}${end}`);
    this.#put(stream, time, bytes, 0, bytes.length);
  }

  /** Joins consecutive pieces of the same stream. */
  #put(stream: Stream, time: number, bytes: Buffer, start: number, end: number): void {
    if (end === start) return;
    if (this.#gatheredFor !== undefined && this.#gatheredFor.stream !== stream) this.#flush();
    this.#gatheredFor ??= { stream, time };
    this.#gathered.add(bytes, start, end);
    this.#lineBegun.set(stream, bytes[end - 1] !== LF);
  }

  #flush(): void {
    this.#gathered.flush();
    this.#gatheredFor = undefined;
  }
}

/**
 * Returns the encoding that decodes a piece without loss: UTF-8 if it is valid, otherwise Latin-1 with one character
 * per byte.
 */
function textEncoding({ bytes, start, textEnd, isUtf8: known }: LinePiece): 'utf8' | 'latin1' {
  return known || isUtf8(bytes.subarray(start, textEnd)) ? 'utf8' : 'latin1';
}
