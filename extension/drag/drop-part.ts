import type { JobId, RunnerId } from '../../protocol/ids.ts';
import type { JobSelector } from '../../protocol/routes/shapes/job-shapes.ts';

/** A change that a drop makes with one call of the coordinator. */
export type DropChange =
  | { readonly kind: 'runner-tags'; readonly runner: RunnerId; readonly tags: readonly string[] }
  | { readonly kind: 'runner-projects'; readonly runner: RunnerId; readonly projects: readonly string[] }
  | {
      readonly kind: 'job-selector';
      readonly job: { readonly id: JobId; readonly revision: number };
      readonly selector: JobSelector;
    };

/** The part of a drop that concerns runners, or the part that concerns jobs. */
export interface DropPart {
  readonly noun: 'runner' | 'job';
  readonly changes: readonly DropChange[];
  /** Names of the objects that change. */
  readonly changed: readonly string[];
  /** Names of the objects that already have the dropped tag or project. */
  readonly already: readonly string[];
  /** Why other objects cannot change, each a sentence with the remedy. */
  readonly refusals: readonly string[];
  /** The consequences for executions, as sentences. */
  readonly effects: readonly string[];
}
