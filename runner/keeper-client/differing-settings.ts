import type { KeeperLogSettings, KeeperSettings } from '../link/keeper-settings.ts';

type Reading<Settings> = readonly [name: string, read: (settings: Settings) => unknown];

const READINGS: readonly Reading<KeeperSettings>[] = [
  ['runner.spool.limit', ({ spoolLimit }) => spoolLimit],
  ['runner.dirs.tmp', ({ tempDir }) => tempDir],
  ['runner.ssh.pool.connections', ({ sshPool }) => sshPool?.connections],
  ['runner.ssh.pool.sessions', ({ sshPool }) => sshPool?.sessions],
  ['runner.ssh.pool.idle', ({ sshPool }) => sshPool?.idleMilliseconds],
  ['runner.ssh.pool.waiting', ({ sshPool }) => sshPool?.waiting],
  ['runner.log.output', ({ log }) => log?.file],
];

const LOG_READINGS: readonly Reading<KeeperLogSettings>[] = [
  ['the level of the module keeper', ({ level }) => level],
  ['runner.log.maxSize', ({ maxSize }) => maxSize],
  ['runner.log.maxAge', ({ maxAge }) => maxAge],
  ['runner.log.maxFiles', ({ maxFiles }) => maxFiles],
];

/** Returns the names of the settings that differ between the runner and its running keeper. */
export function differingSettings(own: KeeperSettings, keeper: KeeperSettings): string[] {
  const names = unlike(READINGS, own, keeper);
  if (own.log === undefined || keeper.log === undefined) return names;
  return [...names, ...unlike(LOG_READINGS, own.log, keeper.log)];
}

function unlike<Settings>(readings: readonly Reading<Settings>[], own: Settings, keeper: Settings): string[] {
  return readings.filter(([, read]) => read(own) !== read(keeper)).map(([name]) => name);
}
