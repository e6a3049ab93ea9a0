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

/** Everything that an enrolled replica runs with. */
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
  /** The host's part of each step's environment. */
  readonly hostEnvironment: Readonly<Record<string, string>>;
  /** Variables that `--env` sets. */
  readonly givenEnvironment: Readonly<Record<string, string>>;
  /** Socket of the SSH agent of the runner's user, if it has one. */
  readonly sshAgent: string | undefined;
  /** Secrets that are stored on the runner's side. */
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
   * Whether this start chose the address. If another coordinator answers there, the start then fails instead of
   * retrying.
   */
  readonly addressIsNew: boolean;
  /** Called when the coordinator has accepted this replica, so the given settings work. */
  readonly onConnected: () => Promise<void>;
}
