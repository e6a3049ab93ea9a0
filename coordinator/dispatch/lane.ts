import type { OperationId, ProjectName, RunnerId } from '../../protocol/ids.ts';
import type { QueuedOperation, Target } from '../executions/ports.ts';
import type { Presence } from './presence.ts';

/** A queued operation, and the replicas it is offered to. */
export interface Entry {
  readonly operation: QueuedOperation;
  readonly lane: Lane;
  readonly offers: Set<Presence>;
}

/** The operations that the same runners may execute: one project's, for one target. First come, first served. */
export interface Lane {
  readonly key: string;
  readonly project: ProjectName;
  readonly target: Target;
  /** Runners that match now; renewed when a definition changes. */
  runners: ReadonlySet<RunnerId>;
  /** Everything queued in it, offered or not. */
  size: number;
  /** Not offered to anybody. */
  readonly waiting: Map<OperationId, Entry>;
  /** To be offered once more: not claimed in time, or taken back from a replica that went away. Goes first. */
  readonly again: Map<OperationId, Entry>;
}

export function laneKey(project: ProjectName, target: Target): string {
  if (target.kind === 'local') return `${project} local`;
  if (target.kind === 'runners') return `${project} runners ${[...target.runners].sort().join(' ')}`;
  return `${project} ${target.match} ${[...target.tags].sort().join(' ')}`;
}

/** The entry of the lane that a replica is offered next. */
export function nextFor(lane: Lane, presence: Presence): Entry | undefined {
  for (const entry of lane.again.values()) if (!entry.offers.has(presence)) return entry;
  const first = lane.waiting.values().next();
  return first.done === true ? undefined : first.value;
}
