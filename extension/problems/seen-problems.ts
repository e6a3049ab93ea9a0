import * as z from 'zod';
import { type ConnectionTarget, coordinatorKey } from '../connection/connection-state.ts';
import { withEntry } from '../view-state/by-coordinator.ts';
import type { WorkspaceStorage } from '../view-state/view-states.ts';

const KEY = 'outrunner.problemsSeen';

const StoredTimes = z.array(z.object({ coordinator: z.string().max(2048), until: z.number() }));

/**
 * The times of the newest end or failed delivery that the user of a workspace has seen, one for each coordinator: the
 * clocks and the executions of coordinators are independent.
 */
export class SeenProblems {
  readonly #storage: WorkspaceStorage;
  #coordinator: string | undefined;
  #until: number | undefined;

  constructor(storage: WorkspaceStorage) {
    this.#storage = storage;
  }

  /** Chooses the coordinator. */
  choose(target: ConnectionTarget): void {
    this.#coordinator = coordinatorKey(target);
    this.#until = this.#stored().find(({ coordinator }) => coordinator === this.#coordinator)?.until;
  }

  /** Epoch ms by the clock of the chosen coordinator. Undefined: no time was stored. */
  get until(): number | undefined {
    return this.#until;
  }

  save(until: number): void {
    const coordinator = this.#coordinator;
    if (coordinator === undefined) return;
    this.#until = until;
    void this.#storage.update(KEY, withEntry(this.#stored(), { coordinator, until }));
  }

  #stored(): z.infer<typeof StoredTimes> {
    return StoredTimes.safeParse(this.#storage.get(KEY)).data ?? [];
  }
}
