import { wholeNumber } from './whole-number.ts';

/** Flags that say where a run goes, and when it has its turn. */
export interface RunnerFlags {
  readonly runnerFilter?: string;
  readonly local?: boolean;
  readonly priority?: string;
}

/** What they are in the body of a run. */
export function askedRunners({ runnerFilter, local, priority }: RunnerFlags) {
  return {
    ...(local === true ? { runnerFilterMode: 'LOCAL' as const } : {}),
    ...(runnerFilter === undefined ? {} : { runnerFilter }),
    ...(priority === undefined ? {} : { priority: wholeNumber('--priority', priority) }),
  };
}
