import { setTimeout as wait } from 'node:timers/promises';
import { type ReconnectPolicy, reconnectDelay } from '../../../protocol/client/reconnect-policy.ts';
import { SessionRefused, SshFailure } from '../ssh-failure.ts';
import type { SshConnection } from './connection.ts';
import { type Slot, SlotIndex } from './slot-index.ts';

export interface PoolLimits {
  /** Maximum number of open or opening connections to all servers together. */
  readonly connections: number;
  /** Maximum number of concurrent sessions on one connection. OpenSSH allows 10 (`MaxSessions`). */
  readonly sessions: number;
  /** How long a connection without sessions remains open, in ms. */
  readonly idleMilliseconds: number;
  /** Maximum number of waiting callers. Further callers are refused. */
  readonly waiting: number;
}

export const DEFAULT_POOL_LIMITS: PoolLimits = {
  connections: 1500,
  sessions: 8,
  idleMilliseconds: 60_000,
  waiting: 10_000,
};

/** Wait after a refused session, in ms: for a short time, a server still counts sessions that have ended. */
const REFUSAL_BACKOFF: ReconnectPolicy = { first: 10, factor: 2, longest: 500, jitter: 0.5 };
const MOST_REFUSALS_ALONE = 8;

/** A server, a user and its credentials. Targets with equal keys share connections. */
export interface PoolTarget {
  readonly key: string;
  connect(signal?: AbortSignal): Promise<SshConnection>;
}

/** Connections to servers, shared by steps for the same server and user, within limits. */
export class ConnectionPool {
  readonly #limits: PoolLimits;
  readonly #slots = new SlotIndex();
  readonly #queue: { readonly key: string; readonly wake: () => void }[] = [];
  #disposed = false;

  constructor(limits: PoolLimits = DEFAULT_POOL_LIMITS) {
    this.#limits = limits;
  }

  /**
   * Runs `use` on a connection to the target. If the server refuses a session, tries again on another connection or
   * later.
   */
  async use<T>(
    target: PoolTarget,
    use: (connection: SshConnection) => Promise<T>,
    signal?: AbortSignal,
  ): Promise<T> {
    for (let refusedAlone = 0; ; ) {
      const slot = await this.#take(target, signal);
      try {
        const result = await this.#within(slot, target, use, signal);
        slot.hasServed = true;
        return result;
      } catch (error) {
        if (!(error instanceof SessionRefused)) throw error;
        if (slot.sessions > 1) {
          // The count includes the refused session, so the server allows one fewer.
          slot.most = slot.sessions - 1;
          continue;
        }
        if (!slot.hasServed || refusedAlone >= MOST_REFUSALS_ALONE) throw noSession(error);
        // An abort ends the wait; `#take` then throws.
        const delay = reconnectDelay(REFUSAL_BACKOFF, refusedAlone, Math.random());
        await wait(delay, undefined, signal && { signal }).catch(() => undefined);
        refusedAlone += 1;
      } finally {
        this.#giveBack(slot);
      }
    }
  }

  /** Number of connections that are open or being opened. */
  get size(): number {
    return this.#slots.size;
  }

  /** Closes every connection and its commands, and refuses all waiting callers. */
  async dispose(): Promise<void> {
    this.#disposed = true;
    this.#wakeAll();
    const open = [...this.#slots.all].flatMap(({ connection }) => (connection ? [connection] : []));
    for (const slot of [...this.#slots.all]) this.#drop(slot);
    await Promise.all(open.map((connection) => connection.closed));
  }

  async #within<T>(
    slot: Slot,
    target: PoolTarget,
    use: (connection: SshConnection) => Promise<T>,
    signal: AbortSignal | undefined,
  ): Promise<T> {
    if (!slot.connection) await this.#open(slot, target, signal);
    if (!slot.connection) throw closed();
    return use(slot.connection);
  }

  /** Opens the connection of a slot. A new slot allows one session, so that a failed attempt fails only one caller. */
  async #open(slot: Slot, target: PoolTarget, signal: AbortSignal | undefined): Promise<void> {
    try {
      const connection = await target.connect(signal);
      if (this.#disposed) {
        connection.close();
        throw closed();
      }
      slot.connection = connection;
      slot.most = this.#limits.sessions;
      connection.closed.then(
        () => this.#drop(slot),
        () => this.#drop(slot),
      );
      this.#wake(slot.key);
    } catch (error) {
      this.#drop(slot);
      throw error;
    }
  }

  async #take(target: PoolTarget, signal: AbortSignal | undefined): Promise<Slot> {
    for (;;) {
      if (this.#disposed) throw closed();
      if (signal?.aborted) throw new SshFailure('Interrupted', 'Waiting for a connection was cancelled.', '');
      const slot = this.#freeSlot(target.key) ?? this.#newSlot(target.key);
      if (slot) {
        clearTimeout(slot.idle);
        slot.sessions += 1;
        return slot;
      }
      await this.#turn(target.key, signal);
    }
  }

  #freeSlot(key: string): Slot | undefined {
    return this.#slots.of(key).find((slot) => slot.sessions < slot.most && slot.connection?.isOpen);
  }

  #newSlot(key: string): Slot | undefined {
    // Wait for a connection that is being opened: it will have room.
    if (this.#slots.of(key).some((slot) => !slot.connection)) return undefined;
    if (this.#slots.size >= this.#limits.connections && !this.#closeIdle()) return undefined;
    const slot: Slot = {
      key,
      connection: undefined,
      sessions: 0,
      most: 1,
      idle: undefined,
      hasServed: false,
    };
    this.#slots.add(slot);
    return slot;
  }

  #closeIdle(): boolean {
    for (const slot of this.#slots.all) {
      if (slot.sessions > 0) continue;
      this.#drop(slot);
      return true;
    }
    return false;
  }

  #giveBack(slot: Slot): void {
    slot.sessions -= 1;
    if (slot.sessions === 0 && this.#slots.has(slot)) {
      slot.idle = setTimeout(() => this.#drop(slot), this.#limits.idleMilliseconds);
      slot.idle.unref();
    }
    // Lets a caller that waits for another server replace this idle connection.
    if (slot.sessions === 0 && this.#slots.size >= this.#limits.connections) this.#wakeAll();
    else this.#wake(slot.key);
  }

  #drop(slot: Slot): void {
    clearTimeout(slot.idle);
    if (!this.#slots.delete(slot)) return;
    slot.connection?.close();
    this.#wakeAll();
  }

  #turn(key: string, signal: AbortSignal | undefined): Promise<void> {
    if (this.#queue.length >= this.#limits.waiting) {
      throw new SshFailure(
        'ConnectionFailure',
        'Too many commands wait for a connection.',
        'Lower the thread count of the job, or raise the limit of connections of the runner.',
      );
    }
    return new Promise((resolve) => {
      const wake = () => {
        signal?.removeEventListener('abort', leave);
        resolve();
      };
      const waiting = { key, wake };
      const leave = () => {
        this.#queue.splice(this.#queue.indexOf(waiting), 1);
        resolve();
      };
      signal?.addEventListener('abort', leave, { once: true });
      this.#queue.push(waiting);
    });
  }

  #wakeAll(): void {
    for (const { wake } of this.#queue.splice(0)) wake();
  }

  #wake(key: string): void {
    if (this.#queue.length === 0) return;
    const own = this.#queue.filter((one) => one.key === key);
    if (own.length === 0) return;
    const others = this.#queue.filter((one) => one.key !== key);
    this.#queue.splice(0, this.#queue.length, ...others);
    for (const { wake } of own) wake();
  }
}

function closed(): SshFailure {
  return new SshFailure('Interrupted', 'The runner closes its connections.', '');
}

function noSession(cause: SessionRefused): SshFailure {
  return new SshFailure(
    'SSHProtocolFailure',
    `The SSH server opens no session: ${cause.message}.`,
    'Check that MaxSessions of the server is above 0, and that the user may run commands there.',
    { cause },
  );
}
