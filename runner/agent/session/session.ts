import { setMaxListeners } from 'node:events';
import type { Inability } from '../../../protocol/entities/inability.ts';
import type { SyncAnswer } from '../../../protocol/runner/sync.ts';
import type { DiscoveryHost } from '../../discovery/discover-nodes.ts';
import { Discoveries } from '../../discovery/discoveries.ts';
import type { RunnerLog } from '../../logging/log.ts';
import type { CoordinatorClient } from '../../transport/coordinator-client.ts';
import { CallAborted, LinkDown } from '../../transport/link-down.ts';
import type { Workload } from '../operations/workload.ts';
import { PollLoop } from './poll-loop.ts';
import { SessionCalls } from './session-calls.ts';
import type { SignIn } from './sign-in.ts';

export interface SessionOptions {
  readonly client: CoordinatorClient;
  readonly signIn: SignIn;
  readonly workload: Workload;
  readonly discoveryHost: DiscoveryHost;
  readonly sync: SyncAnswer;
  readonly maxRunning: number;
  /** How long a poll may be held, ms; undefined: as the coordinator says. */
  readonly longestPoll?: number | undefined;
  readonly log: RunnerLog;
  readonly unable: () => Inability | undefined;
  readonly onDrain: () => void;
  readonly onPolled: () => void;
}

/** One open session: connects the workload to the coordinator until the link is lost or the replica is done. */
export class Session {
  readonly #options: SessionOptions;
  readonly #over = new AbortController();
  readonly #loop: PollLoop;
  readonly #calls: SessionCalls;
  #cause: Error | undefined;

  constructor(options: SessionOptions) {
    this.#options = options;
    // Each call under way listens to it.
    setMaxListeners(100, this.#over.signal);
    this.#calls = new SessionCalls({
      ...options,
      sessionId: options.sync.sessionId,
      pollMilliseconds: Math.min(
        options.sync.pollSeconds * 1000,
        options.longestPoll ?? Number.POSITIVE_INFINITY,
      ),
      signal: this.#over.signal,
      onOver: (error) => this.lose(error),
    });
    const discoveries = new Discoveries({
      calls: this.#calls,
      host: options.discoveryHost,
      log: options.log,
    });
    this.#loop = new PollLoop({ ...options, calls: this.#calls, discoveries });
  }

  /** Says that no more operations are taken. */
  drain(): void {
    this.#loop.drain();
  }

  /** Reports to the coordinator at once whether the host can start steps, if that changed. */
  abilityChanged(): void {
    this.#loop.abilityChanged();
  }

  /** Says goodbye; `run` resolves then. */
  finish(): void {
    this.#loop.finish();
  }

  /** Ends the session: its calls are given up, the next one sorts out what came of them. */
  lose(cause: Error): void {
    this.#cause ??= cause;
    this.#over.abort();
  }

  /** Resolves to undefined after the goodbye, otherwise to why the session is over. */
  async run(): Promise<Error | undefined> {
    const { workload, sync } = this.#options;
    workload.connect(this.#calls, sync);
    try {
      await this.#loop.run();
      return undefined;
    } catch (error) {
      if (error instanceof CallAborted) return this.#cause ?? new LinkDown('the session was given up');
      if (error instanceof Error) return error;
      throw error;
    } finally {
      this.#over.abort();
      workload.disconnect();
    }
  }
}
