/** What an installation is asked for. */
export interface InstallOptions {
  /** Tells several runners of one host apart: names the service, and the data dir where none is given. */
  readonly name: string;
  readonly dataDir?: string | undefined;
  /** The user that the runner and its steps run as; one of its own by default. */
  readonly user?: string | undefined;
  /** Arguments of `runner enroll` that say where the coordinator is; none where the data dir is enrolled already. */
  readonly connection: readonly string[];
  readonly hasToken: boolean;
  /** Further arguments of `runner start`. */
  readonly startArguments: readonly string[];
}

/** What the plan of an installation has to know of the host. */
export interface InstallFacts {
  readonly platform: NodeJS.Platform;
  /** Root, or an administrator of Windows. */
  readonly isAdministrator: boolean;
  readonly hasSystemd: boolean;
  readonly home: string;
  /** Where root puts a program that is one file. */
  readonly library: string;
  /** `%ProgramFiles%` and `%ProgramData%` on Windows. */
  readonly programFiles: string;
  readonly programData: string;
  /** How this program is started: itself alone where it is one file, else Node.js and a script. */
  readonly program: readonly [executable: string, script?: string];
}

/** The user that a runner gets on Linux unless another is named. */
export const OWN_USER = 'outrunner';
const NAME = /^[a-z0-9][a-z0-9-]{0,47}$/;

/** Whether a name can be that of a service and a folder. */
export function isInstallName(name: string): boolean {
  return NAME.test(name);
}
