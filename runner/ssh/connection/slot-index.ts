import type { SshConnection } from './connection.ts';

/** A connection of a pool, or the reservation for one that is being opened. */
export interface Slot {
  /** Key of the target. */
  readonly key: string;
  /** Undefined while the connection is being opened. */
  connection: SshConnection | undefined;
  /** Number of sessions in use. */
  sessions: number;
  /** Maximum number of sessions on this connection. */
  most: number;
  /** Timer that closes an unused connection. */
  idle: NodeJS.Timeout | undefined;
  /** Whether a session has run on this connection, which proves that the server allows sessions. */
  hasServed: boolean;
}

/** Slots, indexed by the key of their target. */
export class SlotIndex {
  readonly all = new Set<Slot>();
  readonly #byKey = new Map<string, Slot[]>();

  get size(): number {
    return this.all.size;
  }

  of(key: string): readonly Slot[] {
    return this.#byKey.get(key) ?? [];
  }

  has(slot: Slot): boolean {
    return this.all.has(slot);
  }

  add(slot: Slot): void {
    this.all.add(slot);
    this.#byKey.set(slot.key, [...this.of(slot.key), slot]);
  }

  delete(slot: Slot): boolean {
    const left = this.of(slot.key).filter((other) => other !== slot);
    if (left.length > 0) this.#byKey.set(slot.key, left);
    else this.#byKey.delete(slot.key);
    return this.all.delete(slot);
  }
}
