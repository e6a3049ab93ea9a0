import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { type Discover, type DiscoveryOutcome, DiscoveryRequest } from '../../protocol/runner/discover.ts';
import { excerpt } from '../../support/text/excerpt.ts';
import type { SessionCalls } from '../agent/session/session-calls.ts';
import type { RunnerLog } from '../logging/log.ts';
import { CallAborted } from '../transport/link-down.ts';
import { persistently } from '../transport/persistent-call.ts';
import { type DiscoveryHost, discoverNodes } from './discover-nodes.ts';

/** Maximum number of sources that are read concurrently. Further requests are queued. */
const MOST_AT_ONCE = 4;
const MOST_WAITING = 256;
/** Maximum length of the reported problem, in characters. */
const LONGEST_PROBLEM = 300;

export interface DiscoveriesOptions {
  readonly calls: Pick<SessionCalls, 'backoff' | 'discoveries' | 'signal'>;
  readonly host: DiscoveryHost;
  readonly log: Pick<RunnerLog, 'debug' | 'warn'>;
}

/** The discoveries of a session. They end with the session, and the coordinator requests them again in the next one. */
export class Discoveries {
  readonly #options: DiscoveriesOptions;
  readonly #waiting: Discover[] = [];
  #running = 0;

  constructor(options: DiscoveriesOptions) {
    this.#options = options;
  }

  /** Queues a request, and sends the outcome once the source has been read. Drops the request if the queue is full. */
  ask(message: Discover): void {
    if (this.#waiting.length >= MOST_WAITING) return;
    this.#waiting.push(message);
    this.#next();
  }

  #next(): void {
    if (this.#running >= MOST_AT_ONCE || this.#options.calls.signal.aborted) return;
    const message = this.#waiting.shift();
    if (message === undefined) return;
    this.#running += 1;
    this.#answer(message)
      .catch((error: unknown) => {
        if (!(error instanceof CallAborted))
          this.#options.log.warn({ err: error }, 'the nodes of a source could not be sent');
      })
      .finally(() => {
        this.#running -= 1;
        this.#next();
      });
  }

  async #answer(message: Discover): Promise<void> {
    const { calls, host, log } = this.#options;
    const { discoveryId, source, maxBytes } = message;
    const outcome = await discoverNodes(message, host, calls.signal);
    const found = outcome.kind === 'nodes' ? outcome.nodes.length : outcome.kind;
    log.debug({ source: source.type, nodes: found }, 'read a source of nodes');
    const body = await packed({ discoveryId, outcome }, maxBytes);
    await persistently(() => calls.discoveries(body), {
      backoff: calls.backoff,
      signal: calls.signal,
    });
  }
}

/**
 * Compresses the request. If the coordinator would refuse the nodes, the request contains a failure instead. `maxBytes`
 * limits the size of the JSON.
 */
async function packed(request: DiscoveryRequest, maxBytes: number): Promise<Buffer> {
  const text = JSON.stringify(request);
  const problem = obstacleOf(request, text, maxBytes);
  if (problem === undefined) return promisify(gzip)(text);
  const outcome: DiscoveryOutcome = { kind: 'failed', problem };
  return promisify(gzip)(JSON.stringify({ ...request, outcome }));
}

/** Returns why the coordinator would refuse the nodes; undefined if it accepts them. */
function obstacleOf(request: DiscoveryRequest, text: string, maxBytes: number): string | undefined {
  if (Buffer.byteLength(text) > maxBytes) return `its nodes exceed ${maxBytes} bytes as JSON`;
  const [issue] = DiscoveryRequest.safeParse(request).error?.issues ?? [];
  return issue === undefined
    ? undefined
    : // Truncates the path: it contains names from the source, which may be long.
      excerpt(`its nodes exceed a limit: ${issue.message} (${issue.path.join('.')})`, LONGEST_PROBLEM);
}
