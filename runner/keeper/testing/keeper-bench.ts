import { randomUUID } from 'node:crypto';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { KeeperClient, KeeperEvents } from '../../keeper-client/keeper-client.ts';
import { startOrAttachKeeper } from '../../keeper-client/start-or-attach-keeper.ts';
import type { LinkCommand, Terminal } from '../../link/command.ts';
import type { KeeperSettings } from '../../link/keeper-settings.ts';
import type { KeeperFrame, KeeperResult } from '../../link/messages.ts';
import { gone } from './processes.ts';

export const KEEPER_PROGRAM = {
  command: process.execPath,
  args: [fileURLToPath(new URL('../main.ts', import.meta.url))],
};

/** A real keeper in a fresh data dir, an attached runner, and the events that the runner received. */
export class KeeperBench {
  readonly dataDir: string;
  readonly spoolFull: string[] = [];
  readonly closed: string[] = [];
  readonly #options: KeeperSettings;
  readonly #ends = new Map<string, Deferred<KeeperResult>>();
  #attached: KeeperClient | undefined;

  constructor(options: KeeperSettings = {}) {
    this.dataDir = realpathSync(mkdtempSync(join(tmpdir(), 'outrunner-keeper-')));
    this.#options = options;
  }

  static async started(options: KeeperSettings = {}): Promise<KeeperBench> {
    const bench = new KeeperBench(options);
    await bench.attach();
    return bench;
  }

  get client(): KeeperClient {
    if (!this.#attached) throw new Error('Not attached.');
    return this.#attached;
  }

  get pid(): number {
    return this.client.attached.pid;
  }

  /** Attaches to the keeper. Starts one if none is running. */
  async attach(): Promise<KeeperClient> {
    const events: KeeperEvents = {
      onEnded: (id, end) => this.#endOf(id).resolve(end),
      onSpoolFull: (id) => this.spoolFull.push(id),
      onClosed: (cause) => this.closed.push(cause),
    };
    const { dataDir } = this;
    const options = this.#options;
    this.#attached = await startOrAttachKeeper({
      dataDir,
      program: KEEPER_PROGRAM,
      events,
      settings: options,
    });
    return this.#attached;
  }

  ended(operationId: string): Promise<KeeperResult> {
    return this.#endOf(operationId).promise;
  }

  /** Runs a command. Resolves to its end and output. */
  async run(
    operationId: string,
    command: Partial<LinkCommand>,
    terminal: Terminal = false,
  ): Promise<Finished> {
    await this.client.prepareAndOpen(operationId, terminal, commandOf(command));
    return this.finished(operationId);
  }

  /** Resolves to the end of a running operation, and its whole output. */
  async finished(operationId: string): Promise<Finished> {
    const output = await this.collect(operationId);
    const result = await this.ended(operationId);
    await output.reaches(result.offset);
    return { result, ...output.byStream() };
  }

  /** Subscribes to output, and returns credit for each frame at once. */
  async collect(operationId: string, fromOffset = 0): Promise<Collected> {
    const collected = new Collected(fromOffset);
    await this.client.subscribe(operationId, {
      fromOffset,
      windowBytes: 256 * 1024,
      onFrame: (frame, subscription) => {
        collected.add(frame);
        subscription.credit(frame.payload.length);
      },
    });
    return collected;
  }

  /** Ends the keeper and its steps, and removes the data dir. */
  async close(): Promise<void> {
    await this.#attached?.shutdown({ whenIdle: false }).catch(() => undefined);
    this.#attached?.close();
    if (this.#attached) await gone(this.pid);
    rmSync(this.dataDir, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
  }

  #endOf(operationId: string): Deferred<KeeperResult> {
    const found = this.#ends.get(operationId) ?? new Deferred();
    this.#ends.set(operationId, found);
    return found;
  }
}

export interface Finished {
  readonly result: KeeperResult;
  readonly stdout: Buffer;
  readonly stderr: Buffer;
  readonly terminal: Buffer;
}

/**
 * Replica id in the environment of test steps. It is unique, so that concurrent tests do not end each other's steps.
 */
export const REPLICA = `test-${process.pid}-${randomUUID()}`;

/** Returns a command with the environment that tests need. */
export function commandOf(command: Partial<LinkCommand>): LinkCommand {
  return {
    argv: ['true'],
    env: { PATH: '/usr/bin:/bin', OUTRUNNER_REPLICA: REPLICA },
    masks: [],
    ...command,
  };
}

/** Returns the command `sh -c text`. */
export function shell(text: string): Partial<LinkCommand> {
  return { argv: ['/bin/sh', '-c', text] };
}

export class Deferred<T> {
  resolve: (value: T) => void = () => undefined;
  readonly promise: Promise<T> = new Promise((resolve) => {
    this.resolve = resolve;
  });
}

/** Collects output frames. Throws on a gap or a repetition. */
export class Collected {
  readonly frames: KeeperFrame[] = [];
  #offset: number;
  readonly #waiting: { at: number; done: () => void }[] = [];

  constructor(fromOffset: number) {
    this.#offset = fromOffset;
  }

  get end(): number {
    return this.#offset;
  }

  add(frame: KeeperFrame): void {
    if (frame.offset !== this.#offset)
      throw new Error(`Offset ${frame.offset} came, ${this.#offset} was due.`);
    this.#offset += frame.payload.length;
    this.frames.push({ ...frame, payload: Buffer.from(frame.payload) });
    for (const { at, done } of this.#waiting) if (at <= this.#offset) done();
  }

  reaches(offset: number): Promise<void> {
    return new Promise((done) => {
      if (this.#offset >= offset) done();
      else this.#waiting.push({ at: offset, done });
    });
  }

  get text(): string {
    return Buffer.concat(this.frames.map(({ payload: bytes }) => bytes)).toString('utf8');
  }

  byStream(): Omit<Finished, 'result'> {
    const of = (stream: string) =>
      Buffer.concat(
        this.frames.filter((frame) => frame.stream === stream).map(({ payload: bytes }) => bytes),
      );
    return { stdout: of('stdout'), stderr: of('stderr'), terminal: of('terminal') };
  }
}
