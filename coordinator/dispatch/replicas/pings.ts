import { randomUUID } from 'node:crypto';
import type { Clock, PingAnswer } from '../ports.ts';
import type { ReplicaSession } from './replica-session.ts';

/** How long a ping waits for its answer, in ms. */
const PATIENCE = 10_000;
/** Pings under way; more are answered as silent. */
const MOST = 1000;

interface Waiting {
  readonly sentAt: number;
  readonly resolve: (answer: PingAnswer) => void;
  readonly cancelTimer: () => void;
}

/** Pings through the poll: a message asks, the next poll answers. */
export class Pings {
  readonly #clock: Clock;
  readonly #waiting = new Map<string, Waiting>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  send(session: ReplicaSession): Promise<PingAnswer> {
    if (this.#waiting.size >= MOST) return Promise.resolve({ kind: 'silent' });
    const pingId = randomUUID();
    return new Promise((resolve) => {
      const cancelTimer = this.#clock.after(PATIENCE, () => this.#settle(pingId, { kind: 'silent' }));
      this.#waiting.set(pingId, { sentAt: this.#clock.monotonic(), resolve, cancelTimer });
      session.push({ type: 'ping', pingId });
    });
  }

  answered(pingId: string): void {
    const waiting = this.#waiting.get(pingId);
    if (waiting === undefined) return;
    this.#settle(pingId, { kind: 'answered', milliseconds: this.#clock.monotonic() - waiting.sentAt });
  }

  close(): void {
    for (const pingId of [...this.#waiting.keys()]) this.#settle(pingId, { kind: 'silent' });
  }

  #settle(pingId: string, answer: PingAnswer): void {
    const waiting = this.#waiting.get(pingId);
    this.#waiting.delete(pingId);
    waiting?.cancelTimer();
    waiting?.resolve(answer);
  }
}
