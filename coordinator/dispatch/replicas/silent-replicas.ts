import type { ReplicaId } from '../../../protocol/ids.ts';
import type { Operations } from '../../executions/ports.ts';
import type { RunnerDirectory, SettingsSource } from '../ports.ts';
import type { Presence } from './presence.ts';
import type { Silence } from './silence.ts';

export interface SilentReplicasParts {
  readonly silence: Silence;
  readonly directory: RunnerDirectory;
  readonly settings: SettingsSource;
  readonly operations: Pick<Operations, 'running' | 'lost'>;
  /** Removes an ephemeral replica from sight, durably. */
  readonly remove: (replicaId: ReplicaId) => Promise<void>;
  /** So many operations were given up for a replica's silence. */
  readonly onGivenUp: (operations: number) => void;
  readonly onProblem: (problem: unknown, replicaId: ReplicaId) => void;
}

/** What becomes of replicas that stay away: what they hold is given up, and ephemeral ones are removed. */
export class SilentReplicas {
  readonly #parts: SilentReplicasParts;
  readonly #busy = new Set<ReplicaId>();

  constructor(parts: SilentReplicasParts) {
    this.#parts = parts;
  }

  /** Looks at all replicas; called every second. */
  look(presences: Iterable<Presence>): void {
    const { operation, runner } = this.#parts.settings.current();
    for (const presence of presences) {
      const seconds = this.#parts.silence.since(presence.lastSign) / 1000;
      if (this.#busy.has(presence.replicaId)) continue;
      if (seconds >= operation.lostReplicaSeconds && !presence.givenUp) this.#giveUp(presence, seconds);
      else if (seconds >= runner.ephemeralRemovalSeconds && this.#isRemovable(presence))
        this.#run(presence, () => this.#parts.remove(presence.replicaId));
    }
  }

  #giveUp(presence: Presence, seconds: number): void {
    const held = this.#parts.operations.running(presence.replicaId).length;
    if (held === 0) {
      presence.givenUp = true;
      return;
    }
    const name = this.#parts.directory.runner(presence.runnerId)?.name ?? presence.runnerId;
    const problem = `replica ${presence.replicaId} of runner ${name} was silent for ${Math.floor(seconds)} s`;
    presence.givenUp = true;
    this.#run(presence, () =>
      this.#parts.operations
        .lost(presence.replicaId, problem)
        .then(() => this.#parts.onGivenUp(held))
        .catch((failure: unknown) => {
          presence.givenUp = false;
          throw failure;
        }),
    );
  }

  #isRemovable({ removed, runnerId }: Presence): boolean {
    return !removed && this.#parts.directory.runner(runnerId)?.replicaType === 'ephemeral';
  }

  #run(presence: Presence, act: () => Promise<void>): void {
    const { replicaId } = presence;
    this.#busy.add(replicaId);
    act()
      .catch((problem: unknown) => this.#parts.onProblem(problem, replicaId))
      .finally(() => this.#busy.delete(replicaId));
  }
}
