import type { PrepareFilters } from '../filtering/prepare-filters.ts';
import type { ScriptFiles } from '../gate/script-file.ts';
import type { StepLauncher } from '../gate/step-process.ts';
import type { Hooks } from '../hooks/hooks.ts';
import type { OperationRecords } from '../records/operation-records.ts';
import type { RemoteSteps } from '../remote/remote-steps.ts';
import type { SpoolSettings } from '../spool/operation-spool.ts';

/** Services that all operations share. */
export interface OperationSurroundings {
  readonly launcher: StepLauncher;
  readonly remote: Pick<RemoteSteps, 'begin'>;
  readonly records: OperationRecords;
  readonly spool: SpoolSettings;
  readonly scripts: ScriptFiles;
  readonly hooks: Pick<Hooks, 'before' | 'after'>;
  readonly prepareFilters: PrepareFilters;
  /** How long output is still read after a step's main process ended, if background processes hold it open, in ms. */
  readonly drainMilliseconds: number;
}
