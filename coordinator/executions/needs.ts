/** What executions need of the rest of the coordinator. */

import type { Inventory } from '../../job-language/nodes/inventory.ts';
import type { KeyKind } from '../../protocol/entities/key-record.ts';
import type { ExecutionId, ProjectName } from '../../protocol/ids.ts';
import type { PatternRunner } from '../../support/patterns/pattern-runner.ts';
import type { InputFiles } from '../files/ports.ts';
import type { SecureValues } from '../keys/secure-values.ts';
import type { ListedOptions } from '../options/listed-options.ts';
import type { DataDir } from '../store/data-dir/data-dir.ts';
import type { CoordinatorDefinitions } from '../store/definitions/coordinator-definitions.ts';
import type { Journal } from '../store/journal/journal.ts';
import type { Output } from '../store/output/output.ts';
import type { JobCache } from './admission/job-cache.ts';
import type { Dispatcher } from './ports.ts';
import type { ExecutionIndex } from './runtime/execution-index.ts';

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

/** Addresses that steps see, without a trailing slash. */
export interface ExecutionAddresses {
  server(): string;
  execution(id: ExecutionId): string;
}

export interface ExecutionsParts {
  readonly journal: Journal;
  readonly definitions: CoordinatorDefinitions;
  readonly jobs: JobCache;
  readonly dispatcher: Dispatcher;
  /** Filled with the open executions. Empty at first. */
  readonly index: ExecutionIndex;
  /** Where output is ended that its replica does not end, so that its unfinished lines are told. */
  readonly output: Pick<Output, 'end'>;
  readonly clock: ExecutionsClock;
  readonly log: ExecutionsLog;
  /** The coordinator's data dir. */
  readonly dataDir: Pick<DataDir, 'path' | 'diskSpace'>;
  /** Name of the coordinator's host, as Rundeck's `serverNode`. */
  readonly serverNode: string;
  readonly addresses: ExecutionAddresses;
  readonly inventory: Inventory;
  /** The values of secure options of the executions that are open. */
  readonly secureValues: SecureValues;
  /** Returns a key that jobs of the project may read; undefined if there is none. Rejects if it is of another `kind`. */
  readonly readKey: (path: string, project: ProjectName, kind?: KeyKind) => Promise<string | undefined>;
  /** The values that options have from addresses; absent: they are not checked. */
  readonly listedOptions?: Pick<ListedOptions, 'allowed'>;
  /** Runs patterns of options that could take any time. */
  readonly patterns: PatternRunner;
  /** Executions or output of an earlier process are lost: open executions end, and queued work is held. */
  readonly lostHistory?: boolean;
  /** Files given for options; absent: none can be given. */
  readonly files?: InputFiles;
  /** From 0 to below 1. */
  readonly random: () => number;
  readonly newUuid: () => string;
}
