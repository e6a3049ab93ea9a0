import type { IncomingMessage } from 'node:http';
import { Mutex, Semaphore } from 'async-mutex';
import type { ReplicaId } from '../../../protocol/ids.ts';
import { DISCOVERY_CONTENT_TYPE, type DiscoveryRequest } from '../../../protocol/runner/discover.ts';
import { problemOf } from '../../../support/errors/problem-of.ts';
import { withThread } from '../../../support/threads/thread-parts.ts';
import { invalidBody, readPacked } from '../http/read-body.ts';
import { discoveryWith, type ParsedDiscovery, parseDiscovery } from './parse-discovery.ts';

/** Bodies up to this many unpacked bytes are parsed on the main thread, in a few milliseconds. */
const INLINE_BYTES = 64 * 1024;

const THREADS = { heapMiB: 512, milliseconds: 60_000 };

/** Maximum number of bytes of a body before and after it is unpacked. */
export interface DiscoverySize {
  readonly packed: number;
  readonly unpacked: number;
}

/** Reads the bodies of discoveries, one per replica at a time. Parses large bodies in a thread, one at a time. */
export class DiscoveryBodies {
  readonly #program: URL | string;
  readonly #replicas = new Map<ReplicaId, Mutex>();
  readonly #thread = new Semaphore(1);

  /** @param program source of the thread: `discovery-worker.ts`, or its bundle when built */
  constructor(program: URL | string) {
    this.#program = program;
  }

  /** @throws unsupported-media-type, body-too-large, invalid-input, or ClientGone */
  async read(replicaId: ReplicaId, request: IncomingMessage, size: DiscoverySize): Promise<DiscoveryRequest> {
    const turn = this.#replicas.get(replicaId) ?? new Mutex();
    this.#replicas.set(replicaId, turn);
    try {
      return await turn.runExclusive(() => this.#read(request, size));
    } finally {
      if (!turn.isLocked()) this.#replicas.delete(replicaId);
    }
  }

  async #read(request: IncomingMessage, size: DiscoverySize): Promise<DiscoveryRequest> {
    const bytes = await readPacked(request, { type: DISCOVERY_CONTENT_TYPE, ...size });
    const parsed = bytes.byteLength <= INLINE_BYTES ? parseDiscovery(bytes) : await this.#parseApart(bytes);
    if (parsed.kind === 'invalid') throw invalidBody(parsed.problem);
    return discoveryWith(parsed.items, parsed.request);
  }

  async #parseApart(bytes: Buffer): Promise<ParsedDiscovery> {
    const bounds = { signal: AbortSignal.timeout(THREADS.milliseconds), heapMiB: THREADS.heapMiB };
    try {
      return await this.#thread.runExclusive(() =>
        withThread<Uint8Array, ParsedDiscovery, ParsedDiscovery>(this.#program, bounds, (ask) => ask(bytes)),
      );
    } catch (error) {
      return { kind: 'invalid', problem: problemOf(error) };
    }
  }
}
