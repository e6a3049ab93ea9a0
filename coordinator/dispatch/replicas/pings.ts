import { randomUUID } from 'node:crypto';
import type { Clock, PingAnswer } from '../ports.ts';
import type { ReplicaSession } from './replica-session.ts';

/** How long a ping waits for the replica's answer, ms. */
const TIMEOUT = 10_000;
/** Maximum open pings. Further pings resolve as `silent` at once. */
const MOST = 1000;

interface Waiting {
  readonly sentAt: number;
  readonly resolve: (answer: PingAnswer) => void;
  readonly cancelTimer: () => void;
  /** Removes the ping message. Otherwise, messages would accumulate for a replica that acknowledges none. */
  readonly drop: () => void;
}

/** Pings replicas through their polls: a message contains the ping, and the replica's next poll answers the ping. */
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
      const cancelTimer = this.#clock.after(TIMEOUT, () => this.#settle(pingId, { kind: 'silent' }));
      const number = session.push({ type: 'ping', pingId });
      const drop = () => session.drop(number);
      this.#waiting.set(pingId, { sentAt: this.#clock.monotonic(), resolve, cancelTimer, drop });
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
    waiting?.drop();
    waiting?.resolve(answer);
  }
}
