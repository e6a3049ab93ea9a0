/** What executions need of the rest of the coordinator. */
import type { DataDir } from '../store/data-dir/data-dir.ts';
import type { CoordinatorDefinitions } from '../store/definitions/coordinator-definitions.ts';
import type { Journal } from '../store/journal/journal.ts';
import type { Output } from '../store/output/output.ts';
import type { Dispatcher } from './ports.ts';

/** Time, injected. `epoch` is for people and records; `after` counts monotonic ms and does not keep the process alive. */
export interface ExecutionsClock {
  epoch(): number;
  after(milliseconds: number, callback: () => void): () => void;
}

export interface ExecutionsLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export interface ExecutionsParts {
  readonly journal: Journal;
  readonly definitions: CoordinatorDefinitions;
  readonly dispatcher: Dispatcher;
  /** Where output is ended that its replica does not end, so that its unfinished lines are told. */
  readonly output: Pick<Output, 'end'>;
  readonly clock: ExecutionsClock;
  readonly log: ExecutionsLog;
  /** The coordinator's data dir. */
  readonly dataDir: Pick<DataDir, 'path' | 'diskSpace'>;
  /** Name of the coordinator's host, as Rundeck's `serverNode`. */
  readonly serverNode: string;
}
