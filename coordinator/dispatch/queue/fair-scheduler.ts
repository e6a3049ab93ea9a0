import type { ProjectName, RunnerId } from '../../../protocol/ids.ts';
import type { Lane } from './lane.ts';

/**
 * Decides which lane gives a runner its next operation: the lane with the highest priority, then the project that this
 * runner served least recently, then the lane that was served least recently. A waiting lane gains one level of
 * priority per `agingMs` of waiting, so that low priorities do not starve.
 */
export class FairScheduler {
  readonly #agingMs: () => number;
  readonly #ofRunner = new Map<RunnerId, Map<ProjectName, number>>();
  #count = 0;

  constructor(agingMs: () => number) {
    this.#agingMs = agingMs;
  }

  /**
   * Compares two lanes. Returns a negative number if the first lane is served first. `now`: ms of the monotonic clock.
   */
  compare(runner: RunnerId, now: number, one: Lane, other: Lane): number {
    return (
      this.#level(other, now) - this.#level(one, now) ||
      this.#lastOf(runner, one.project) - this.#lastOf(runner, other.project) ||
      one.lastServed - other.lastServed
    );
  }

  /** Records that the lane gave the runner an operation. */
  take(runner: RunnerId, lane: Lane, now: number): void {
    this.#count += 1;
    lane.lastServed = this.#count;
    lane.waitsSince = now;
    const projects = this.#ofRunner.get(runner) ?? new Map<ProjectName, number>();
    this.#ofRunner.set(runner, projects.set(lane.project, this.#count));
  }

  /** Drops the records of a deleted runner. */
  forget(runner: RunnerId): void {
    this.#ofRunner.delete(runner);
  }

  #level(lane: Lane, now: number): number {
    return lane.priority + Math.floor(Math.max(0, now - lane.waitsSince) / this.#agingMs());
  }

  #lastOf(runner: RunnerId, project: ProjectName): number {
    return this.#ofRunner.get(runner)?.get(project) ?? 0;
  }
}
