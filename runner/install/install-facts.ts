/** The requested installation. */
export interface InstallOptions {
  /** Distinguishes the runners of one host. The name is part of the service's name and of the default data dir. */
  readonly name: string;
  readonly dataDir?: string | undefined;
  /** The user that runs the runner and its steps. Default: a dedicated user. */
  readonly user?: string | undefined;
  /** Connection arguments for `runner enroll`; empty if the data dir is already enrolled. */
  readonly connection: readonly string[];
  readonly hasToken: boolean;
  /** Further arguments of `runner start`. */
  readonly startArguments: readonly string[];
}

/** Facts about the host that an installation plan needs. */
export interface InstallFacts {
  readonly platform: NodeJS.Platform;
  /** Whether the user is root, or an administrator of Windows. */
  readonly isAdministrator: boolean;
  readonly hasSystemd: boolean;
  readonly home: string;
  /** Folder where root installs a single-file program. */
  readonly library: string;
  /** `%ProgramFiles%` and `%ProgramData%` on Windows. */
  readonly programFiles: string;
  readonly programData: string;
  /** The command of this program: a single file, or Node.js and a script. */
  readonly program: readonly [executable: string, script?: string];
}

/** The default user of runners on Linux. */
export const OWN_USER = 'outrunner';
const NAME = /^[a-z0-9][a-z0-9-]{0,47}$/;

/** Returns whether a name is valid for a service and a folder. */
export function isInstallName(name: string): boolean {
  return NAME.test(name);
}
