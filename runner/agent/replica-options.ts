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

/** What an enrolled replica runs with. */
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
  /** As `--env` says. */
  readonly givenEnvironment: Readonly<Record<string, string>>;
  /** Socket of the SSH agent of the runner's user, if there is one. */
  readonly sshAgent: string | undefined;
  /** The secrets that stand on the runner's side. */
  readonly keys: RunnerKeys;
  /** Values of the runner's own environment that no output shows. */
  readonly secretVariables: readonly string[];
  readonly settings: ReplicaSettings;
  readonly stop: StopRequests;
  readonly vitals: Vitals;
  readonly logs: RunnerLogs;
  /** Of the runner itself. */
  readonly log: RunnerLog;
  readonly link: LinkReporter;
  /** A person just chose the address: that another coordinator answers there is told, and not waited out. */
  readonly addressIsNew: boolean;
  /** The coordinator took this replica in: what was given on the command line works. */
  readonly onConnected: () => Promise<void>;
}
