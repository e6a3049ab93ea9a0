import type { ProjectName, RunnerId } from '../../protocol/ids.ts';
import type { Lane } from './lane.ts';

/**
 * Whose turn it is when a runner can take an operation: the lane of the highest priority, then that of the project that
 * had its turn on this runner longest ago, then the lane that had it longest ago. A lane whose operations wait counts as
 * one priority higher for each `agingMs` since its last turn, so that those of lower priority have their turn too.
 */
export class Turns {
  readonly #agingMs: () => number;
  readonly #ofRunner = new Map<RunnerId, Map<ProjectName, number>>();
  #count = 0;

  constructor(agingMs: () => number) {
    this.#agingMs = agingMs;
  }

  /** Negative where the first lane's turn comes before the second's. `now` in ms of the monotonic clock. */
  compare(runner: RunnerId, now: number, one: Lane, other: Lane): number {
    return (
      this.#level(other, now) - this.#level(one, now) ||
      this.#lastOf(runner, one.project) - this.#lastOf(runner, other.project) ||
      one.lastTurn - other.lastTurn
    );
  }

  /** The lane has its turn on the runner. */
  take(runner: RunnerId, lane: Lane, now: number): void {
    this.#count += 1;
    lane.lastTurn = this.#count;
    lane.waitsSince = now;
    const projects = this.#ofRunner.get(runner) ?? new Map<ProjectName, number>();
    this.#ofRunner.set(runner, projects.set(lane.project, this.#count));
  }

  /** Forgets a runner that is gone. */
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
