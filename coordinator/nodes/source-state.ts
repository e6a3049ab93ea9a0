import { setTimeout } from 'node:timers/promises';
import type { ConfiguredSource } from '../../job-language/node-sources/configured-sources.ts';
import { nodesDigest } from '../../job-language/node-sources/nodes-digest.ts';
import { holdsOlderNodes, withLastGood } from '../../job-language/node-sources/source-content.ts';
import type { Node } from '../../job-language/nodes/node.ts';
import { explain, isOutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import { inSlices } from '../../support/slices/sliced.ts';
import type { KeptNodes, KeptNodesFolder } from './kept-nodes.ts';
import type { SourceReading } from './read-source.ts';

export interface SourceStateParts {
  /** Identifies the source together with its configuration: another configuration is another source. */
  readonly id: string;
  readonly configured: ConfiguredSource;
  /** Whether the source is read at each request, because that is cheap, rather than in the background. */
  readonly isLive: boolean;
  /** Reads the source; throws if that fails. Undefined if its configuration is unusable. */
  readonly read: ((known: KeptNodes | undefined, signal: AbortSignal) => Promise<SourceReading>) | undefined;
  readonly folder: KeptNodesFolder;
  /** Epoch ms. */
  readonly now: () => number;
  readonly onChange: () => void;
  /**
   * Called when the nodes could not be stored. After a restart, the source then has the nodes that were stored before.
   */
  readonly onUnkept: (error: unknown) => void;
}

/** A source with its latest result. Times are epoch ms. */
export interface SourceView {
  readonly configured: ConfiguredSource;
  readonly nodes: readonly Node[];
  /**
   * Why the last read failed, completely or for some files of a folder. Nodes that could not be read come from the last
   * successful read.
   */
  readonly problem?: string;
  /** Whether there is a problem and the nodes include cached nodes. */
  readonly stale: boolean;
  /** Time of the last successful reading, which may be partial for a folder. */
  readonly readAt?: number;
  /** Name of the runner or coordinator that made the last successful reading. */
  readonly by?: string;
  readonly refreshing: boolean;
}

/** Time that a request waits for the first reading of a source, in ms. */
const FIRST_READING_MILLISECONDS = 15_000;
const WITHOUT_RUNNER: ReadonlySet<string> = new Set(['discovery-unavailable', 'discovery-needs-runner']);
/** Minimum time between updates of the stored time of reading while the nodes are unchanged, in ms. */
const TOUCH_MILLISECONDS = 10_000;
const NONE: readonly Node[] = [];

/** One source of a project: its last good nodes, and the result of the last attempt to read it. */
export class SourceState {
  readonly #parts: SourceStateParts;
  readonly #stop = new AbortController();
  readonly #loaded: Promise<void>;
  #kept: KeptNodes | undefined;
  #onDisk: KeptNodes | undefined;
  #keeping: Promise<void> | undefined;
  #problem: string | undefined;
  #stale = false;
  #attempts = 0;
  #failures = 0;
  #lacksRunner = false;
  #running: Promise<void> | undefined;

  constructor(parts: SourceStateParts) {
    this.#parts = parts;
    this.#loaded = this.#load();
    const { source } = parts.configured;
    if (source.kind === 'unusable') this.#problem = source.problem;
  }

  get id(): string {
    return this.#parts.id;
  }

  /** Number of attempts to read the source that have ended. */
  get attempts(): number {
    return this.#attempts;
  }

  /** Number of failed attempts since the last successful one. */
  get failures(): number {
    return this.#failures;
  }

  /** Whether the last attempt failed because no runner could read the source. */
  get lacksRunner(): boolean {
    return this.#lacksRunner;
  }

  /** Reads a live source. Waits for the first reading of any other source, and later returns its cached nodes. */
  async view(): Promise<SourceView> {
    await this.#loaded;
    if (this.#parts.isLive) await this.#attempt();
    else if (this.#kept === undefined && this.#attempts === 0 && this.#parts.read !== undefined)
      await this.#firstReading();
    return this.current();
  }

  /** Returns the latest result without reading or waiting. */
  current(): SourceView {
    const kept = this.#kept;
    return {
      configured: this.#parts.configured,
      nodes: kept?.nodes ?? NONE,
      ...(this.#problem === undefined ? {} : { problem: this.#problem }),
      stale: this.#stale,
      ...(kept === undefined ? {} : { readAt: kept.readAt, by: kept.by }),
      refreshing: this.#running !== undefined,
    };
  }

  /**
   * Reads the source again. Concurrent calls share one reading. Resolves once the result is stored. Never rejects:
   * the view contains the problem.
   */
  async refresh(): Promise<void> {
    await this.#loaded;
    this.#running ??= this.#attempt()
      .then(() => this.#keeping)
      .finally(() => {
        this.#running = undefined;
      });
    await this.#running;
  }

  /** Aborts the reading in progress. Resolves when it has ended. */
  async close(): Promise<void> {
    this.#stop.abort();
    await this.#loaded;
    await this.#running;
    await this.#keeping;
  }

  async #load(): Promise<void> {
    const { folder, id, read } = this.#parts;
    if (read !== undefined) this.#kept = await folder.find(id);
    this.#onDisk = this.#kept;
  }

  async #firstReading(): Promise<void> {
    const read = new AbortController();
    const timeout = setTimeout(FIRST_READING_MILLISECONDS, undefined, { signal: read.signal });
    await Promise.race([this.refresh(), timeout.catch(() => undefined)]);
    read.abort();
  }

  async #attempt(): Promise<void> {
    const { read, onChange } = this.#parts;
    if (read === undefined || this.#stop.signal.aborted) return;
    const before = this.#kept;
    const problemBefore = this.#problem;
    try {
      const reading = await read(before, this.#stop.signal);
      if (this.#stop.signal.aborted) return;
      this.#problem = reading.problem;
      this.#failures = reading.problem === undefined ? 0 : this.#failures + 1;
      this.#lacksRunner = false;
      await this.#take(reading);
    } catch (error) {
      if (this.#stop.signal.aborted) return;
      this.#problem = explain(error);
      this.#stale = before !== undefined && before.nodes.length > 0;
      this.#failures += 1;
      this.#lacksRunner = isOutrunnerError(error) && WITHOUT_RUNNER.has(error.code);
    } finally {
      this.#attempts += 1;
    }
    if (this.#problem !== problemBefore || this.#kept?.nodes !== before?.nodes) onChange();
  }

  async #take(reading: SourceReading): Promise<void> {
    const before = this.#kept;
    const readAt = this.#parts.now();
    const { by } = reading;
    const content = withLastGood(reading, before);
    const { nodes, origins } = content;
    this.#stale = holdsOlderNodes(content);
    if (before?.nodes === nodes && before.by === by) {
      this.#kept = { ...before, readAt };
    } else {
      const known = reading.nodes === nodes ? reading.digest : undefined;
      const digest = known ?? (await inSlices(nodesDigest(nodes)));
      if (this.#stop.signal.aborted) return;
      // Reuse the array for equal nodes, so that results cached by it remain valid.
      const same = before?.digest === digest ? before.nodes : nodes;
      this.#kept = { nodes: same, origins, digest, by, readAt };
    }
    this.#keeping ??= this.#keep().finally(() => {
      this.#keeping = undefined;
    });
  }

  /** Stores the nodes. Requests for nodes do not wait for this. */
  async #keep(): Promise<void> {
    const { folder, id, onUnkept } = this.#parts;
    try {
      for (let now = this.#kept; now !== undefined && now !== this.#onDisk; now = this.#kept) {
        const before = this.#onDisk;
        const isSame = before?.digest === now.digest && before.by === now.by;
        if (isSame && now.readAt - before.readAt < TOUCH_MILLISECONDS) return;
        await (isSame ? folder.touch(id, now.readAt) : folder.keep(id, now));
        this.#onDisk = now;
      }
    } catch (error) {
      // The content on the disk is unknown, so the next write stores everything.
      this.#onDisk = undefined;
      onUnkept(error);
    }
  }
}
