import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { endProcessesUnder } from './end-processes.ts';

/**
 * Variables to remove from the environment, because they would expose the test to the settings of this user, or of the
 * npm or VS Code that started the test.
 */
const NOT_PASSED_ON = /^(npm_|VSCODE_|OUTRUNNER_|XDG_|NODE_|ELECTRON_|CODE_SERVER_|PORT$|PASSWORD$)/;

/** A separate home folder for one run, so that the run finds no settings and leaves nothing behind. */
export interface IsolatedHome extends AsyncDisposable {
  /** Contains all other folders. Its path is short, because socket paths must be short. */
  readonly folder: string;
  readonly environment: NodeJS.ProcessEnv;
}

/** Creates a new home. Disposing it ends the processes that still run from it, and removes it. */
export async function isolatedHome(): Promise<IsolatedHome> {
  const folder = await mkdtemp(join(tmpdir(), 'outrunner-'));
  const places = {
    HOME: join(folder, 'home'),
    XDG_CONFIG_HOME: join(folder, 'config'),
    XDG_DATA_HOME: join(folder, 'data'),
    XDG_STATE_HOME: join(folder, 'state'),
    XDG_CACHE_HOME: join(folder, 'cache'),
    XDG_RUNTIME_DIR: join(folder, 'run'),
  };
  for (const place of Object.values(places)) await mkdir(place, { mode: 0o700 });
  const inherited = Object.entries(process.env).filter(([name]) => !NOT_PASSED_ON.test(name));
  return {
    folder,
    environment: { ...Object.fromEntries(inherited), ...places },
    [Symbol.asyncDispose]: async () => {
      await endProcessesUnder(folder);
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
