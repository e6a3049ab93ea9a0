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
  /** Maximum time for which the coordinator may hold a poll, in ms; undefined: the coordinator decides. */
  readonly longestPoll?: number | undefined;
  readonly log: RunnerLog;
  readonly unable: () => Inability | undefined;
  readonly onDrain: () => void;
  readonly onPolled: () => void;
}

/**
 * A session with the coordinator, which connects the workload while `run` is pending. It is *open* until `drain`, then
 * *draining* (polls report that no more operations are accepted), and *signing off* after `finish` (the last poll). It
 * has *ended* after the sign-off, or from any state when the link is lost, the coordinator ends the session, or `lose`
 * is called.
 */
export class Session {
  readonly #options: SessionOptions;
  readonly #over = new AbortController();
  readonly #loop: PollLoop;
  readonly #calls: SessionCalls;
  #cause: Error | undefined;

  constructor(options: SessionOptions) {
    this.#options = options;
    // Avoids Node's warning about many listeners: each call in progress adds one.
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

  /** Reports that the replica accepts no more operations. */
  drain(): void {
    this.#loop.drain();
  }

  /** Reports to the coordinator at once whether the host can start steps, if that changed. */
  abilityChanged(): void {
    this.#loop.abilityChanged();
  }

  /** Signs off; then `run` resolves. */
  finish(): void {
    this.#loop.finish();
  }

  /** Ends the session and abandons its calls. The next sync settles the outcome of these calls. */
  lose(cause: Error): void {
    this.#cause ??= cause;
    this.#over.abort();
  }

  /** Resolves to undefined after the sign-off, otherwise to the reason why the session ended. */
  async run(): Promise<Error | undefined> {
    const { workload, sync } = this.#options;
    workload.connect(this.#calls, sync);
    try {
      await this.#loop.run();
      return undefined;
    } catch (error) {
      if (error instanceof CallAborted) return this.#cause ?? new LinkDown('the session was abandoned');
      if (error instanceof Error) return error;
      throw error;
    } finally {
      this.#over.abort();
      workload.disconnect();
    }
  }
}
