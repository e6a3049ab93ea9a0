import type { Presence } from './presence.ts';

/** The events of the registry. */
export interface RegistryEvents {
  /** The replica may be able to take more work. */
  available(presence: Presence): void;
  /** Offers to the replica are void: its session ended, it is draining, or it signed off. */
  unavailable(presence: Presence): void;
  /** The replica's credentials were deleted from the definitions. */
  revoked(presence: Presence): void;
  /** A replica that was asked to drain, or was removed, has delivered its results and signed off. */
  drained(presence: Presence): void;
  /** Called when the replica's host cannot start steps for a new reason, or can start steps again. */
  ability(presence: Presence): void;
  /** Called every second with all replicas. */
  tick(presences: Iterable<Presence>): void;
}
