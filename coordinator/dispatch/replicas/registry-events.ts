import type { Presence } from './presence.ts';

/** The events of the registry. */
export interface RegistryEvents {
  /** The replica may be able to take more work. */
  available(presence: Presence): void;
  /**
   * Offers to the replica are void: its session ended, its polls are refused, it is draining, it signed off, or its
   * host cannot start steps.
   */
  unavailable(presence: Presence): void;
  /** The replica was deleted from the definitions, so its credentials are no longer valid. */
  revoked(presence: Presence): void;
  /** A replica that was asked to drain, or that was removed, has delivered its results and signed off. */
  drained(presence: Presence): void;
  /** The replica's host can no longer start steps, gives a new reason for that, or can start steps again. */
  ability(presence: Presence): void;
  /** Called every second with all replicas. */
  tick(presences: Iterable<Presence>): void;
}
