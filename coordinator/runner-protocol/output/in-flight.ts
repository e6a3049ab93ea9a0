import { OutrunnerError } from '../../../protocol/errors/outrunner-error.ts';
import type { ReplicaSession } from '../../dispatch/replicas/replica-session.ts';

/** Maximum number of waiting requests per session. An unreliable link leaves a few abandoned requests. */
const MOST_WAITING = 64;

interface Lane {
  running: number;
  readonly waiting: (() => void)[];
}

/**
 * Limits the requests of one kind that a session has in progress. Further requests wait with their body unread, so that
 * the sender waits too.
 */
export class InFlight {
  readonly #most: number;
  readonly #lanes = new WeakMap<ReplicaSession, Lane>();

  /** @param most maximum requests of one session that are read concurrently */
  constructor(most: number) {
    this.#most = most;
  }

  async run<Result>(session: ReplicaSession, work: () => Promise<Result>): Promise<Result> {
    const lane = this.#lanes.get(session) ?? { running: 0, waiting: [] };
    this.#lanes.set(session, lane);
    if (lane.running < this.#most) lane.running += 1;
    else {
      if (lane.waiting.length >= MOST_WAITING)
        throw new OutrunnerError('too-many-requests', {
          what: 'requests of its session in flight',
          limit: MOST_WAITING,
          seconds: 1,
        });
      await new Promise<void>((resolve) => lane.waiting.push(resolve));
    }
    try {
      return await work();
    } finally {
      const next = lane.waiting.shift();
      if (next === undefined) lane.running -= 1;
      else next();
    }
  }
}
