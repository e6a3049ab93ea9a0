import { parseRunnerFilter } from '../../../job-language/runner-filter/parse-runner-filter.ts';
import type { Runner } from '../../../protocol/entities/runner.ts';
import type { ProjectName, RunnerId } from '../../../protocol/ids.ts';
import type { QueuedOperation } from '../../executions/ports.ts';
import type { RunnerDirectory } from '../ports.ts';
import { laneMatcher } from './candidates.ts';
import { type Lane, laneKey } from './lane.ts';

/**
 * Maximum number of empty lanes that are kept. A job that runs again then needs no search among all runners. Each kept
 * lane costs a check per changed runner, and the memory of the runners that it matches.
 */
const MOST_EMPTY = 64;

/** The lanes of the queue, and the runners that each of them matches. */
export class Lanes {
  readonly #directory: RunnerDirectory;
  readonly #byKey = new Map<string, Lane>();
  readonly #ofRunner = new Map<RunnerId, Set<Lane>>();
  /** The lane that has been empty for longest comes first. */
  readonly #empty = new Set<Lane>();

  constructor(directory: RunnerDirectory) {
    this.#directory = directory;
  }

  /** Returns the lanes that match a runner. Some of them may be empty. */
  of(runner: RunnerId): ReadonlySet<Lane> {
    return this.#ofRunner.get(runner) ?? NONE;
  }

  /** Returns the runners that any lane matches. */
  runners(): RunnerId[] {
    return [...this.#ofRunner.keys()];
  }

  /** Returns the runners that the lanes of a project match. */
  runnersOf(project: ProjectName): RunnerId[] {
    return [...this.#byKey.values()].flatMap((lane) => (lane.project === project ? [...lane.runners] : []));
  }

  /** Returns the lane of an operation. The caller adds the operation. */
  for({ project, target, priority, secure }: QueuedOperation): Lane {
    const carriesSecrets = secure && target.kind === 'filter';
    const key = laneKey({ project, target, priority, carriesSecrets });
    const known = this.#byKey.get(key);
    if (known !== undefined) {
      this.#empty.delete(known);
      return known;
    }
    const lane: Lane = {
      key,
      project,
      target,
      priority,
      carriesSecrets,
      ...(target.kind === 'filter' ? { filter: parseRunnerFilter(target.filter) } : {}),
      matches: laneMatcher(project, target),
      lastServed: 0,
      waitsSince: 0,
      runners: new Set(),
      size: 0,
      waiting: new Map(),
      again: new Map(),
    };
    this.#byKey.set(key, lane);
    for (const runner of this.#possible(lane)) if (lane.matches(runner)) this.#add(lane, runner.id);
    return lane;
  }

  /** Drops or keeps a lane that has become empty. Does nothing for other lanes. */
  emptied(lane: Lane): void {
    if (lane.size > 0) return;
    // Named runners are found again without a search.
    if (lane.target.kind === 'runners') {
      this.#drop(lane);
      return;
    }
    lane.lastServed = 0;
    lane.waitsSince = 0;
    this.#empty.add(lane);
    const [oldest] = this.#empty;
    if (this.#empty.size > MOST_EMPTY && oldest !== undefined) this.#drop(oldest);
  }

  /** Updates the lanes after a runner was created, changed or deleted. */
  changed(id: RunnerId): void {
    const runner = this.#directory.runner(id);
    for (const lane of this.#byKey.values()) {
      const isMatch = runner !== undefined && lane.matches(runner);
      if (isMatch === lane.runners.has(id)) continue;
      if (isMatch) this.#add(lane, id);
      else this.#remove(lane, id);
    }
  }

  #possible({ target }: Lane): Iterable<Runner> {
    return target.kind === 'runners'
      ? target.runners.flatMap((id) => this.#directory.runner(id) ?? [])
      : this.#directory.runners();
  }

  #add(lane: Lane, id: RunnerId): void {
    lane.runners.add(id);
    const lanes = this.#ofRunner.get(id) ?? new Set();
    this.#ofRunner.set(id, lanes.add(lane));
  }

  #remove(lane: Lane, id: RunnerId): void {
    lane.runners.delete(id);
    const lanes = this.#ofRunner.get(id);
    lanes?.delete(lane);
    if (lanes?.size === 0) this.#ofRunner.delete(id);
  }

  #drop(lane: Lane): void {
    this.#byKey.delete(lane.key);
    this.#empty.delete(lane);
    for (const id of [...lane.runners]) this.#remove(lane, id);
  }
}

const NONE: ReadonlySet<Lane> = new Set();
