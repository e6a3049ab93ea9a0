/** The dependencies of executions on the rest of the coordinator. */

import type { Inventory } from '../../job-language/nodes/inventory.ts';
import type { KeyKind } from '../../protocol/entities/key-record.ts';
import type { ExecutionId, OperationId, ProjectName } from '../../protocol/ids.ts';
import type { PatternRunner } from '../../support/patterns/pattern-runner.ts';
import type { InputFiles } from '../files/ports.ts';
import type { SecureValueStore } from '../keys/secure-values.ts';
import type { ListedOptions } from '../options/listed-options.ts';
import type { DataDir } from '../store/data-dir/data-dir.ts';
import type { CoordinatorDefinitions } from '../store/definitions/coordinator-definitions.ts';
import type { Erasures } from '../store/erasures.ts';
import type { Journal } from '../store/journal/journal.ts';
import type { OperationLog, Output } from '../store/output/output.ts';
import type { JobCache } from './admission/job-cache.ts';
import type { Dispatcher } from './ports.ts';
import type { ExecutionIndex } from './runtime/execution-index.ts';

/**
 * An injected clock. `epoch` (ms) is for records and display; `after` counts monotonic ms and does not keep the process
 * alive.
 */
export interface ExecutionsClock {
  epoch(): number;
  after(milliseconds: number, callback: () => void): () => void;
}

export interface ExecutionsLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** URLs of the coordinator and of an execution, which steps can read as values. Without a trailing slash. */
export interface ExecutionAddresses {
  server(): string;
  execution(id: ExecutionId): string;
}

export interface ExecutionsParts {
  readonly journal: Journal;
  readonly definitions: CoordinatorDefinitions;
  readonly jobs: JobCache;
  readonly dispatcher: Dispatcher;
  /** The index of open executions. Must be empty; {@link openExecutions} fills it. */
  readonly index: ExecutionIndex;
  /** Removes the data of deleted executions. */
  readonly erasures: Pick<Erasures, 'wake'>;
  /**
   * Ends the output of operations whose replica does not end it, so that unfinished lines are delivered. Stores the
   * output of imported executions.
   */
  readonly output: Pick<Output, 'end' | 'erase'> & {
    readonly log: (operation: OperationId) => Pick<OperationLog, 'append'>;
  };
  readonly clock: ExecutionsClock;
  readonly log: ExecutionsLog;
  /** The coordinator's data dir. */
  readonly dataDir: Pick<DataDir, 'path' | 'diskSpace'>;
  /** Name of the coordinator's host, as Rundeck's `serverNode`. */
  readonly serverNode: string;
  readonly addresses: ExecutionAddresses;
  readonly inventory: Inventory;
  /** Values of the secure options of executions that are open or may be retried. */
  readonly secureValues: SecureValueStore;
  /**
   * Returns the content of a key that jobs of the project may read; undefined if there is no such key. Rejects if the
   * key is of another `kind`.
   */
  readonly readKey: (path: string, project: ProjectName, kind?: KeyKind) => Promise<string | undefined>;
  /** Reads the allowed values of options from URLs; absent: values are not checked against such lists. */
  readonly listedOptions?: Pick<ListedOptions, 'allowed'>;
  /** Matches option values with patterns, and stops a pattern that takes too long. */
  readonly patterns: PatternRunner;
  /**
   * Whether executions or output of an earlier process were lost. If so, open executions end, and queued work is held.
   */
  readonly lostHistory?: boolean;
  /** Uploaded files for options; absent: file options are rejected. */
  readonly files?: InputFiles;
  /** Returns a random number from 0 to below 1. */
  readonly random: () => number;
  readonly newUuid: () => string;
}
