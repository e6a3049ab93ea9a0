import type { SessionId } from '../../../../protocol/ids.ts';

/** Tracks the calls in progress per session, so that a newer session of the same replica begins only after them. */
export class CallTracker {
  readonly #ofSession = new Map<SessionId, Set<Promise<unknown>>>();

  track<Result>(sessionId: SessionId, work: Promise<Result>): Promise<Result> {
    const ofSession = this.#ofSession.get(sessionId) ?? new Set();
    this.#ofSession.set(sessionId, ofSession.add(work));
    const forget = (): void => {
      ofSession.delete(work);
      if (ofSession.size === 0) this.#ofSession.delete(sessionId);
    };
    work.then(forget, forget);
    return work;
  }

  /** Resolves once no call of the session is in progress. Never rejects. */
  async settled(sessionId: SessionId): Promise<void> {
    await Promise.allSettled(this.#ofSession.get(sessionId) ?? []);
  }
}
