import type { Enrolled, Identity } from '../credentials/identity.ts';
import type { ReplicaState } from '../credentials/replica-state.ts';
import type { DiscoveryHost } from '../discovery/discover-nodes.ts';
import type { Vitals } from '../health/vitals.ts';
import type { KeeperProgram } from '../keeper-client/keeper-launch.ts';
import type { RunnerKeys } from '../keys/runner-keys.ts';
import type { RunnerLog, RunnerLogs } from '../logging/log.ts';
import type { PluginProgram } from '../programs/plugin-program.ts';
import type { ReplicaSettings } from '../settings/load-settings.ts';
import type { CoordinatorClient } from '../transport/coordinator-client.ts';
import type { LinkReporter } from '../transport/link-reporter.ts';
import type { FetchBytes } from './steps/script-source.ts';
import type { StopRequests } from './stop-requests.ts';

/** The dependencies and settings of an enrolled replica. */
export interface ReplicaOptions {
  readonly dataDir: string;
  readonly identity: Identity;
  readonly enrolled: Enrolled;
  readonly state: ReplicaState;
  readonly client: CoordinatorClient;
  readonly keeperProgram: KeeperProgram;
  readonly pluginProgram: PluginProgram;
  readonly fetch: FetchBytes;
  readonly discoveryHost: DiscoveryHost;
  /** The variables of the runner's user and host in each step's environment. */
  readonly hostEnvironment: Readonly<Record<string, string>>;
  /** Variables of the setting `runner.operations.environment` (`--env`), added to each step's environment. */
  readonly givenEnvironment: Readonly<Record<string, string>>;
  /** Socket of the SSH agent of the runner's user, if it has one. */
  readonly sshAgent: string | undefined;
  /** Key storages of the runner. */
  readonly keys: RunnerKeys;
  /** Values of the runner's environment that are masked in all output. */
  readonly secretVariables: readonly string[];
  readonly settings: ReplicaSettings;
  readonly stop: StopRequests;
  readonly vitals: Vitals;
  readonly logs: RunnerLogs;
  /** Log of the runner itself. */
  readonly log: RunnerLog;
  readonly link: LinkReporter;
  /**
   * Whether this start chose the address. If so, the start fails instead of retrying when another coordinator answers
   * there.
   */
  readonly addressIsNew: boolean;
  /** Called when the coordinator has accepted this replica. The settings of this start are then confirmed to work. */
  readonly onConnected: () => Promise<void>;
}
