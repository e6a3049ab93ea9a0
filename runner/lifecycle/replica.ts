import { setMaxListeners } from 'node:events';
import { isOutrunnerError, OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import { InstanceId } from '../../protocol/ids.ts';
import type { Enrolled, Identity } from '../credentials/identity.ts';
import type { ReplicaState } from '../credentials/replica-state.ts';
import type { RunnerLog } from '../logging/log.ts';
import { CALL_POLICIES } from '../transport/call-policies.ts';
import type { CoordinatorClient } from '../transport/coordinator-client.ts';
import { LinkDown } from '../transport/link-down.ts';
import { persistently } from '../transport/persistent-call.ts';
import { KeeperAttachment, type KeeperProgram } from './keeper-attachment.ts';
import { KeeperService } from './keeper-service.ts';
import type { LinkReporter } from './link-reporter.ts';
import type { StopRequests } from './stop-requests.ts';

export interface ReplicaOptions {
  readonly dataDir: string;
  readonly identity: Identity;
  readonly enrolled: Enrolled;
  readonly state: ReplicaState;
  readonly client: CoordinatorClient;
  readonly keeperProgram: KeeperProgram;
  /** The host's part of each step's environment. */
  readonly hostEnvironment: Readonly<Record<string, string>>;
  /** As `--env` says. */
  readonly givenEnvironment: Readonly<Record<string, string>>;
  readonly maxRunning: number;
  readonly stop: StopRequests;
  readonly log: RunnerLog;
  readonly link: LinkReporter;
  /** A person just chose the address: that another coordinator answers there is told, and not waited out. */
  readonly addressIsNew: boolean;
  /** The coordinator took this replica in: what was given on the command line works. */
  readonly onConnected: () => Promise<void>;
}

/**
 * Runs an enrolled replica until it is drained or told to leave, over as many keepers and sessions as that takes.
 * Rejects with what a person has to put right.
 */
export async function runReplica(options: ReplicaOptions): Promise<'drained' | 'left'> {
  const { stop, log } = options;
  setMaxListeners(100, stop.left);
  for (let attached = 0; ; attached++) {
    const attachment = await attach(options, attached > 0);
    if (attachment === undefined) return 'left';
    const service = new KeeperService(
      options,
      attachment,
      InstanceId.parse(attachment.keeper.attached.instanceId),
    );
    try {
      const end = await service.run();
      if (end !== 'keeper-lost') return end;
    } finally {
      attachment.keeper.close();
    }
    log.warn('the keeper died, and the steps it ran with it: starting a new one');
  }
}

/** The first keeper has to come, or a person has to know why; a later one is tried for again and again. */
async function attach(options: ReplicaOptions, isLater: boolean): Promise<KeeperAttachment | undefined> {
  const { dataDir, keeperProgram, stop, log } = options;
  try {
    return await persistently(
      async () => {
        try {
          return await KeeperAttachment.open(dataDir, keeperProgram);
        } catch (error) {
          if (!isLater || isOutrunnerError(error)) throw error;
          throw new LinkDown(error instanceof Error ? error.message : String(error), { cause: error });
        }
      },
      {
        backoff: CALL_POLICIES.sync.backoff,
        signal: stop.left,
        onFailure: (error) => log.warn({ err: error }, 'the keeper did not start: trying again'),
      },
    );
  } catch (error) {
    if (stop.left.aborted) return undefined;
    if (isOutrunnerError(error)) throw error;
    const problem = error instanceof Error ? error.message : String(error);
    throw new OutrunnerError(
      'data-dir-unusable',
      {
        path: dataDir,
        problem: `no keeper starts there (${problem})`,
        remedy: 'Its file keeper.log may tell more.',
      },
      { cause: error },
    );
  }
}
