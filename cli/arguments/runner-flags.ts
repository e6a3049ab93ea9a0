import { parseWholeNumber } from './whole-number.ts';

/** The flags that choose the runners and the priority of a run. */
export interface RunnerFlags {
  readonly runnerFilter?: string;
  readonly local?: boolean;
  readonly priority?: string;
}

/** Converts the flags to properties of the request. */
export function runnerProperties({ runnerFilter, local, priority }: RunnerFlags) {
  return {
    ...(local === true ? { runnerFilterMode: 'LOCAL' as const } : {}),
    ...(runnerFilter === undefined ? {} : { runnerFilter }),
    ...(priority === undefined ? {} : { priority: parseWholeNumber('--priority', priority) }),
  };
}
