import * as z from 'zod';
import { JobId, RunnerId } from '../../protocol/ids.ts';
import { ExecutionRowFilter } from '../arrangement/execution-filter.ts';
import {
  ExecutionsArrangement,
  JobsArrangement,
  KeysArrangement,
  RunnersArrangement,
  TagsArrangement,
} from '../arrangement/view-choices.ts';
import { MOST_COORDINATORS, withEntry } from './by-coordinator.ts';

/** Maximum number of pinned jobs, and of pinned runners, of a coordinator. */
export const MOST_PINS = 100;

/** How a user arranged the views of a coordinator. An unreadable part is replaced by its default. */
export const ViewState = z.object({
  runners: RunnersArrangement.catch({}).default({}),
  tags: TagsArrangement.catch({}).default({}),
  jobs: JobsArrangement.catch({}).default({}),
  executions: ExecutionsArrangement.catch({}).default({}),
  keys: KeysArrangement.catch({}).default({}),
  executionFilter: ExecutionRowFilter.catch({}).default({}),
  pinnedRunners: z.array(RunnerId).max(MOST_PINS).catch([]).default([]),
  pinnedJobs: z.array(JobId).max(MOST_PINS).catch([]).default([]),
});
export type ViewState = z.infer<typeof ViewState>;

/** The state for a coordinator without a stored state. */
export const DEFAULT_VIEW_STATE: ViewState = ViewState.parse({});

const StoredStates = z.array(z.object({ coordinator: z.string().max(2048), state: ViewState }));

/** The states that a workspace stores, the most recently changed last. */
export type StoredStates = z.infer<typeof StoredStates>;

/** Returns the stored states. Empty if they are unreadable. */
export function readStates(stored: unknown): StoredStates {
  const { data = [] } = StoredStates.safeParse(stored);
  return data.slice(-MOST_COORDINATORS);
}

export function stateOf(states: StoredStates, coordinator: string): ViewState {
  return states.find((it) => it.coordinator === coordinator)?.state ?? DEFAULT_VIEW_STATE;
}

/** Replaces the state of a coordinator. Drops the states that were changed least recently beyond the limit. */
export function withState(states: StoredStates, coordinator: string, state: ViewState): StoredStates {
  return withEntry(states, { coordinator, state });
}
