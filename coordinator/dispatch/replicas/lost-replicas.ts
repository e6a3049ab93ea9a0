import type { ReplicaId } from '../../../protocol/ids.ts';
import type { OperationLedger } from '../../executions/ports.ts';
import type { RunnerDirectory, SettingsSource } from '../ports.ts';
import type { Presence } from './presence.ts';
import type { Silence } from './silence.ts';

export interface LostReplicasParts {
  readonly silence: Silence;
  readonly directory: RunnerDirectory;
  readonly settings: SettingsSource;
  readonly operations: Pick<OperationLedger, 'running' | 'lost'>;
  /** Removes an ephemeral replica from the lists, durably. */
  readonly remove: (replicaId: ReplicaId) => Promise<void>;
  /** Called with the number of operations that were abandoned because their replica is lost. */
  readonly onAbandoned: (operations: number) => void;
  readonly onProblem: (problem: unknown, replicaId: ReplicaId) => void;
}

/** Abandons the operations of replicas that stay unresponsive, and removes such replicas if they are ephemeral. */
export class LostReplicas {
  readonly #parts: LostReplicasParts;
  readonly #busy = new Set<ReplicaId>();

  constructor(parts: LostReplicasParts) {
    this.#parts = parts;
  }

  /** Checks all replicas. Called every second. */
  check(presences: Iterable<Presence>): void {
    const { operation, runner } = this.#parts.settings.current();
    for (const presence of presences) {
      const seconds = this.#parts.silence.since(presence.lastSign) / 1000;
      if (this.#busy.has(presence.replicaId)) continue;
      if (seconds >= operation.lostReplicaSeconds && !presence.abandoned) this.#abandon(presence, seconds);
      else if (seconds >= runner.ephemeralRemovalSeconds && this.#isRemovable(presence))
        this.#run(presence, () => this.#parts.remove(presence.replicaId));
    }
  }

  #abandon(presence: Presence, seconds: number): void {
    const held = this.#parts.operations.running(presence.replicaId).length;
    if (held === 0) {
      presence.abandoned = true;
      return;
    }
    const name = this.#parts.directory.runner(presence.runnerId)?.name ?? presence.runnerId;
    const problem = `replica ${presence.replicaId} of runner ${name} was unresponsive for ${Math.floor(seconds)} s`;
    presence.abandoned = true;
    this.#run(presence, () =>
      this.#parts.operations
        .lost(presence.replicaId, problem)
        .then(() => this.#parts.onAbandoned(held))
        .catch((failure: unknown) => {
          presence.abandoned = false;
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
