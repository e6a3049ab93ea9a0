import { connect, type Socket } from 'node:net';
import type { LinkCommand, Terminal } from '../link/command.ts';
import { encodeHeader, LinkFrameReader } from '../link/framing.ts';
import { holdForTurn } from '../link/hold-for-turn.ts';
import { LinkClosed, LinkRefusal } from '../link/link-refusal.ts';
import {
  type AttachAnswer,
  type KeeperFrame,
  type KeeperMessage,
  type KeeperResult,
  type KeeperStatus,
  LINK_VERSION,
  type PrepareAnswer,
} from '../link/messages.ts';
import type { LinkMessage, LinkRequestName, LinkRequests } from '../link/requests.ts';

/** Events of the keeper. The handlers must not throw. */
export interface KeeperEvents {
  /**
   * Reports the end of an operation once, to the runner that is attached at that time. A runner that attaches later
   * finds the result in `attached.operations`.
   */
  onEnded(operationId: string, result: KeeperResult): void;
  onSpoolFull?(operationId: string, limitBytes: number): void;
  /** Reports that the link has closed: the keeper died, another runner attached (`replaced`), or `close` was called. */
  onClosed?(cause: 'lost' | 'replaced' | 'closed'): void;
}

export interface OutputSubscription {
  /** Returns credit: the subscriber has processed this many bytes, and the keeper may send as many more. */
  credit(bytes: number): void;
  /** Ends the subscription. No further frame is delivered. */
  close(): void;
}

export interface SubscribeOptions {
  readonly fromOffset: number;
  /** Bytes that may be in flight without credit, at least 1. */
  readonly windowBytes: number;
  /** Receives the frames in order and without gaps. `frame.payload` is valid only during the call. Must not throw. */
  readonly onFrame: (frame: KeeperFrame, subscription: OutputSubscription) => void;
  /** Called if the spool is unreadable. No frame follows. Must not throw. */
  readonly onUnreadable?: (problem: string) => void;
}

interface Subscriber {
  readonly deliver: (frame: KeeperFrame) => void;
  readonly onUnreadable: ((problem: string) => void) | undefined;
}

const READ_BYTES = 128 * 1024;

interface Pending {
  /** Called with the answer, before any later message is handled. */
  readonly answered?: () => void;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
}

/**
 * The runner's end of the link. Requests reject with `LinkRefusal` if the keeper did nothing, and with `LinkClosed` if
 * the outcome is unknown until the next attach. `requests.ts` documents each request.
 */
export class KeeperClient {
  readonly #socket: Socket;
  readonly #events: KeeperEvents;
  readonly #pending = new Map<number, Pending>();
  readonly #subscriptions = new Map<string, Subscriber>();
  readonly #reader = new LinkFrameReader();
  #nextId = 1;
  #closedBy: 'replaced' | 'closed' | undefined;
  #attachAnswer: AttachAnswer | undefined;
  #attachedAt = 0;

  private constructor(socket: Socket, events: KeeperEvents) {
    this.#socket = socket;
    this.#events = events;
    socket.on('error', () => undefined);
    socket.on('close', () => this.#end());
  }

  /** Connects and attaches. Rejects with the system's error if no keeper listens, or with `LinkRefusal`. */
  static async attach(socketPath: string, events: KeeperEvents): Promise<KeeperClient> {
    let take: (chunk: Buffer) => void = () => undefined;
    const client = new KeeperClient(await connected(socketPath, (chunk) => take(chunk)), events);
    take = (chunk) => client.#take(chunk);
    try {
      client.#attachAnswer = await client.#request('attach', { version: LINK_VERSION });
      client.#attachedAt = performance.now();
    } catch (error) {
      client.close();
      throw error;
    }
    return client;
  }

  /** The answer to the attach. */
  get attached(): AttachAnswer {
    if (!this.#attachAnswer) throw new Error('The client is not attached.');
    return this.#attachAnswer;
  }

  /** How long the keeper has run, in ms. */
  get uptime(): number {
    return this.attached.uptimeMilliseconds + performance.now() - this.#attachedAt;
  }

  /** Closes the link, after which `events.onClosed` is called. The keeper and its steps continue. */
  close(): void {
    this.#closedBy ??= 'closed';
    // Flushes earlier requests before the socket ends.
    this.#socket.uncork();
    this.#socket.destroy();
  }

  prepare(operationId: string, terminal: Terminal): Promise<PrepareAnswer> {
    return this.#request('prepare', { operationId, terminal });
  }

  async open(operationId: string, command: LinkCommand): Promise<void> {
    await this.#request('open', { operationId, command });
  }

  async prepareAndOpen(
    operationId: string,
    terminal: Terminal,
    command: LinkCommand,
  ): Promise<PrepareAnswer> {
    return await this.#request('prepare-and-open', { operationId, terminal, command });
  }

  async abandon(operationId: string): Promise<void> {
    await this.#request('abandon', { operationId });
  }

  /**
   * Subscribes to the output of an operation. Each operation can have one subscription. It ends with the link. After
   * the operation's end, frames follow up to the `offset` of its result.
   */
  async subscribe(operationId: string, options: SubscribeOptions): Promise<OutputSubscription> {
    const { fromOffset, windowBytes, onFrame, onUnreadable } = options;
    const subscriber: Subscriber = { deliver: (frame) => onFrame(frame, subscription), onUnreadable };
    const subscription: OutputSubscription = {
      credit: (bytes) => this.#send({ type: 'credit', operationId, bytes }),
      close: () => {
        if (this.#subscriptions.get(operationId) !== subscriber) return;
        this.#subscriptions.delete(operationId);
        this.#request('unsubscribe', { operationId }).catch(() => undefined);
      },
    };
    // Frames of an older subscription may still arrive before the answer. They must be dropped.
    this.#subscriptions.delete(operationId);
    const body = { operationId, fromOffset, window: windowBytes };
    await this.#request('subscribe', body, undefined, () => this.#subscriptions.set(operationId, subscriber));
    return subscription;
  }

  async release(operationId: string, offset: number): Promise<void> {
    await this.#request('release', { operationId, offset });
  }

  /** Resolves once the cancel has begun. `onEnded` reports the end. */
  async cancel(operationId: string, graceMilliseconds: number): Promise<void> {
    await this.#request('cancel', { operationId, graceMilliseconds });
  }

  async input(operationId: string, bytes: Uint8Array): Promise<void> {
    await this.#request('input', { operationId }, bytes);
  }

  async resize(operationId: string, columns: number, rows: number): Promise<void> {
    await this.#request('resize', { operationId, columns, rows });
  }

  async forget(operationId: string): Promise<void> {
    await this.#request('forget', { operationId });
  }

  status(): Promise<KeeperStatus> {
    return this.#request('status', {});
  }

  async shutdown(options: { readonly whenIdle: boolean }): Promise<void> {
    await this.#request('shutdown', options);
  }

  #request<Name extends LinkRequestName>(
    name: Name,
    body: LinkRequests[Name]['body'],
    payload?: Uint8Array,
    answered?: () => void,
  ): Promise<LinkRequests[Name]['answer']> {
    if (this.#socket.destroyed) return Promise.reject(new LinkClosed('The link to the keeper is closed.'));
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      this.#pending.set(id, {
        resolve: (result) => resolve(result as LinkRequests[Name]['answer']),
        reject,
        ...(answered && { answered }),
      });
      this.#send({ type: 'request', id, name, body }, payload);
    });
  }

  #send(message: LinkMessage, payload?: Uint8Array): void {
    if (this.#socket.destroyed) return;
    holdForTurn(this.#socket);
    this.#socket.write(encodeHeader(message, payload?.length ?? 0));
    if (payload && payload.length > 0) this.#socket.write(payload);
  }

  #take(chunk: Buffer): void {
    let messages: { message: KeeperMessage; payload: Buffer }[];
    try {
      messages = this.#reader
        .push(chunk)
        .map(({ header, payload }) => ({ message: readKeeperMessage(header), payload }));
    } catch {
      // A malformed message means that the peer is not a keeper.
      this.#socket.destroy();
      return;
    }
    for (const { message, payload } of messages) this.#handle(message, payload);
  }

  #handle(message: KeeperMessage, payload: Buffer): void {
    switch (message.type) {
      case 'answer':
        this.#settleAnswered(message.id, message.result);
        break;
      case 'refusal':
        this.#settle(message.id)?.reject(new LinkRefusal(message.code, message.message));
        break;
      case 'output': {
        const { type: _, ...frame } = message;
        this.#subscriptions.get(frame.operationId)?.deliver({ ...frame, payload });
        break;
      }
      case 'ended':
        this.#events.onEnded(message.operationId, message.result);
        break;
      case 'spool-full':
        this.#events.onSpoolFull?.(message.operationId, message.limit);
        break;
      case 'unreadable':
        this.#subscriptions.get(message.operationId)?.onUnreadable?.(message.problem);
        break;
      case 'replaced':
        this.#closedBy ??= 'replaced';
        break;
    }
  }

  #settleAnswered(id: number, result: unknown): void {
    const pending = this.#settle(id);
    pending?.answered?.();
    pending?.resolve(result);
  }

  #settle(id: number): Pending | undefined {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    return pending;
  }

  #end(): void {
    const error = new LinkClosed('The link to the keeper closed.');
    for (const { reject } of this.#pending.values()) reject(error);
    this.#pending.clear();
    this.#subscriptions.clear();
    this.#events.onClosed?.(this.#closedBy ?? 'lost');
  }
}

/**
 * Connects to a socket. All bytes are read into one buffer, so that a long stream creates no garbage. A chunk is valid
 * only during the call.
 */
function connected(path: string, onBytes: (chunk: Buffer) => void): Promise<Socket> {
  const buffer = Buffer.allocUnsafeSlow(READ_BYTES);
  return new Promise((resolve, reject) => {
    const socket = connect({
      path,
      onread: {
        buffer,
        callback: (length) => {
          onBytes(buffer.subarray(0, length));
          return true;
        },
      },
    });
    socket.once('error', reject);
    socket.once('connect', () => {
      socket.off('error', reject);
      resolve(socket);
    });
  });
}

const TYPES: ReadonlySet<unknown> = new Set([
  'answer',
  'refusal',
  'output',
  'ended',
  'spool-full',
  'unreadable',
  'replaced',
]);

/** Checks only the type: the runner trusts its own keeper, and the attach has compared their versions. */
function readKeeperMessage(header: unknown): KeeperMessage {
  if (typeof header === 'object' && header !== null && 'type' in header && TYPES.has(header.type)) {
    return header as KeeperMessage;
  }
  throw new Error('The keeper sent a malformed message.');
}
