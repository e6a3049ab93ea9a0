import type { Client } from '../../../protocol/client/client.ts';
import { OutrunnerError } from '../../../protocol/errors/outrunner-error.ts';
import type { OutputAddress, OutputSelection } from './output-address.ts';
import type { FoundLine, OutputTarget } from './output-layout.ts';
import { outputLine } from './output-line.ts';
import { FIRST_START, OutputPart, type PartStart, type ReadPage } from './output-part.ts';

/** The API calls that reading output makes. */
export type OutputCalls = Pick<Client, 'getExecutionOutput' | 'origin'>;

/**
 * Number of lines per page. Parsing a page blocks the extension host, so pages are smaller than the coordinator allows.
 */
const PAGE_LINES = '5000';

/** A line of a part, counted from 0. */
export interface LineOfPart {
  readonly part: number;
  readonly line: number;
}

/** Maximum number of parts that are cached although no editor shows them, such as a part that is about to be shown. */
const MOST_UNUSED = 2;

/**
 * The parts of outputs that documents show. Reads page by page, and holds at most one further part in memory while it
 * searches.
 */
export class ExecutionOutputs {
  readonly #client: () => OutputCalls | undefined;
  readonly #most: number | undefined;
  readonly #parts = new Map<string, Promise<OutputPart>>();
  readonly #used = new Set<string>();
  /** Positions where the parts of each output begin, as far as the output was read. */
  readonly #starts = new Map<string, PartStart[]>();

  /** @param most number of characters after which a part ends */
  constructor(client: () => OutputCalls | undefined, most?: number) {
    this.#client = client;
    this.#most = most;
  }

  /** Returns a part, and reads it if necessary. Rejects with `not-found` if the output has fewer parts. */
  open(address: OutputAddress, signal?: AbortSignal): Promise<OutputPart> {
    const key = keyOf(address);
    const known = this.#parts.get(key);
    if (known !== undefined) return known;
    const part = this.#read(address, signal);
    this.#keep(key, part);
    return part;
  }

  /** Forgets all outputs. Called when the coordinator changes, because execution ids are unique only within one coordinator. */
  clear(): void {
    this.#parts.clear();
    this.#used.clear();
    this.#starts.clear();
  }

  /** Marks a part as shown, so that it stays cached until it is released. */
  use(address: OutputAddress): void {
    this.#used.add(keyOf(address));
  }

  release(address: OutputAddress): void {
    const key = keyOf(address);
    this.#used.delete(key);
    this.#parts.delete(key);
  }

  /** Returns the part with the best line for a target, and this line: the first one with the best rank. */
  async find(
    source: OutputSelection,
    target: OutputTarget,
    signal?: AbortSignal,
  ): Promise<{ readonly part: number; readonly found: FoundLine } | undefined> {
    let best: { part: number; found: FoundLine } | undefined;
    for await (const { number, part, keep } of this.#partsFrom(source, 1, signal)) {
      const found = part.find(target);
      if (found === undefined || found.rank <= (best?.found.rank ?? 0)) continue;
      best = { part: number, found };
      keep();
      if (found.rank === 3) break;
    }
    return best;
  }

  /**
   * Returns the next line that contains a text, ignoring case. Begins after the line `after`, and wraps around at the
   * end. Line numbers are those of the part's text.
   */
  async findText(
    source: OutputSelection,
    text: string,
    after: LineOfPart | undefined,
    signal?: AbortSignal,
  ): Promise<LineOfPart | undefined> {
    const begin = after ?? { part: 1, line: -1 };
    for await (const { number, part, keep } of this.#partsFrom(source, begin.part, signal)) {
      const line = await part.lineWith(text, number === begin.part ? begin.line + 1 : 0, signal);
      if (line === undefined) continue;
      keep();
      return { part: number, line };
    }
    return after === undefined ? undefined : this.findText(source, text, undefined, signal);
  }

  /** Returns the number of a part's line in the whole output, counted from 1. */
  async numberOf({ line, ...address }: OutputAddress & LineOfPart): Promise<number> {
    const part = await this.open(address);
    return Math.max(1, part.linesBefore + line - part.firstLine + 1);
  }

  /** Converts a line number of the whole output, from 1, to a part and its line; the last line if there are fewer. */
  async placeOf(source: OutputSelection, wanted: number): Promise<LineOfPart> {
    let last: LineOfPart = { part: 1, line: 0 };
    for await (const { number, part, keep } of this.#partsFrom(source, 1, undefined)) {
      const inPart = Math.min(wanted - part.linesBefore, part.layout.lines);
      last = { part: number, line: Math.max(0, inPart - 1 + part.firstLine) };
      if (part.next !== undefined && wanted > part.linesBefore + part.layout.lines) continue;
      keep();
      break;
    }
    return last;
  }

  /** Returns the whole output, or that of the node if the source contains one, as text in pieces of one page. */
  async *pieces(source: OutputSelection, signal?: AbortSignal): AsyncGenerator<string, void, undefined> {
    const read = this.#reader(source);
    let offset = '0';
    for (;;) {
      const page = await read(offset, signal);
      const lines = page.entries.filter((it) => source.node === undefined || it.node === source.node);
      if (lines.length > 0) yield `${lines.map(outputLine).join('\n')}\n`;
      if (page.completed || page.entries.length === 0) return;
      offset = page.offset;
    }
  }

  /** Reads parts in order, beginning with a given number. `keep` caches a part that is about to be shown. */
  async *#partsFrom(
    source: OutputSelection,
    first: number,
    signal: AbortSignal | undefined,
  ): AsyncGenerator<{ readonly number: number; readonly part: OutputPart; readonly keep: () => void }> {
    for (let number = first; ; number += 1) {
      const address = { ...source, part: number };
      const key = keyOf(address);
      const known = this.#parts.get(key);
      const part = await (known ?? this.#read(address, signal));
      await part.grow(signal);
      const keep = () => {
        if (known === undefined) this.#keep(key, Promise.resolve(part));
      };
      yield { number, part, keep };
      if (part.next === undefined) return;
    }
  }

  async #read(address: OutputAddress, signal: AbortSignal | undefined): Promise<OutputPart> {
    const read = this.#reader(address);
    const starts = this.#startsOf(address);
    for (let number = Math.min(address.part, starts.length); ; number += 1) {
      const start = starts[number - 1];
      if (start === undefined) {
        throw new OutrunnerError('not-found', { kind: 'Part of the output', name: String(address.part) });
      }
      const most = this.#most === undefined ? {} : { most: this.#most };
      const part = new OutputPart({ address: { ...address, part: number }, start, read, ...most });
      await part.grow(signal);
      if (part.next !== undefined) starts[number] ??= part.next;
      if (number === address.part) return part;
    }
  }

  #startsOf(source: OutputSelection): PartStart[] {
    const key = `${this.#client()?.origin} ${keyOf({ ...source, part: 0 })}`;
    const starts = this.#starts.get(key) ?? [FIRST_START];
    this.#starts.set(key, starts);
    return starts;
  }

  /**
   * Returns a function that reads pages from the current coordinator. The function rejects while there is no
   * connection, and once the window has another coordinator.
   */
  #reader({ execution }: OutputSelection): ReadPage {
    const origin = this.#client()?.origin;
    return async (offset, signal) => {
      const client = this.#client();
      if (client === undefined || client.origin !== origin) throw new OutrunnerError('not-connected');
      const query = { offset, engine: 'true', maxlines: PAGE_LINES } as const;
      return client.getExecutionOutput({
        params: { execution },
        query,
        ...(signal === undefined ? {} : { signal }),
      });
    };
  }

  #keep(key: string, part: Promise<OutputPart>): void {
    this.#parts.set(key, part);
    part.catch(() => this.#parts.delete(key));
    const unused = [...this.#parts.keys()].filter((it) => !this.#used.has(it));
    for (const old of unused.slice(0, -MOST_UNUSED)) this.#parts.delete(old);
  }
}

function keyOf({ execution, part, node }: OutputAddress): string {
  return JSON.stringify([execution, part, node]);
}
