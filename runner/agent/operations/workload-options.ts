import type { SyncAnswer } from '../../../protocol/runner/sync.ts';
import type { PrivateJwk } from '../../credentials/keys.ts';
import type { WriterEpochs } from '../../credentials/writer-epochs.ts';
import type { RunningLimit } from '../../health/running-limit.ts';
import type { StartAbility } from '../../health/start-ability.ts';
import type { WorkMeasures } from '../../health/work-measures.ts';
import type { KeeperClient } from '../../keeper-client/keeper-client.ts';
import type { RunnerKeys } from '../../keys/runner-keys.ts';
import type { RunnerLog } from '../../logging/log.ts';
import type { AllowedWork } from '../../policy/allowed-work.ts';
import type { HookSettings } from '../../policy/operation-hooks.ts';
import type { ExecutorTable } from '../node-executors/node-executors.ts';
import type { FetchBytes } from '../steps/script-source.ts';
import type { Executor } from '../steps/step-command.ts';

/** The part of the sync answer that a workload needs. */
export type SessionFacts = Pick<SyncAnswer, 'limits' | 'decisions'>;

export interface WorkloadOptions {
  readonly keeper: KeeperClient;
  readonly executor: Executor;
  readonly nodeExecutors: ExecutorTable;
  readonly encryptionKey: PrivateJwk;
  readonly limit: RunningLimit;
  readonly epochs: WriterEpochs;
  /** Folder for the files of running steps. */
  readonly filesFolder: string;
  readonly fetch: FetchBytes;
  readonly policy: AllowedWork & HookSettings;
  readonly keys: Pick<RunnerKeys, 'readAll'>;
  readonly ability: Pick<StartAbility, 'takesSteps' | 'unable' | 'ended'>;
  readonly measures: WorkMeasures;
  readonly log: RunnerLog;
  /** Returns epoch ms. */
  readonly now: () => number;
}
