import { join, resolve } from 'node:path';
import type { KeeperSettings } from '../link/keeper-settings.ts';
import { moduleLevels } from '../logging/levels.ts';
import type { RunnerSettings } from '../settings/runner-settings.ts';

/** Returns the settings of a runner that its keeper needs. `dataDir` is absolute. */
export function settingsForKeeper(dataDir: string, settings: RunnerSettings): KeeperSettings {
  const { logOutput } = settings;
  const tempDir = tempDirOf(settings);
  const writesFiles = logOutput === 'files' || logOutput === 'json';
  return {
    spoolLimit: settings.spoolLimit,
    ...(tempDir === undefined ? {} : { tempDir }),
    sshPool: {
      connections: settings.sshConnections,
      sessions: settings.sshSessions,
      idleMilliseconds: settings.sshIdle,
      waiting: settings.sshWaiting,
    },
    ...(writesFiles && {
      log: {
        file: join(dataDir, 'logs', logOutput === 'json' ? 'keeper-json.log' : 'keeper.log'),
        json: logOutput === 'json',
        level: moduleLevels(settings.logLevel, settings.logLevels).levels.keeper,
        maxSize: settings.logMaxSize,
        maxAge: settings.logMaxAge,
        maxFiles: settings.logMaxFiles,
      },
    }),
  };
}

/** Returns the configured folder for temporary files; undefined if none is configured. */
export function tempDirOf({
  tempDir,
  overrideTempDir,
}: Pick<RunnerSettings, 'tempDir' | 'overrideTempDir'>): string | undefined {
  return tempDir === undefined || !overrideTempDir ? undefined : resolve(tempDir);
}
