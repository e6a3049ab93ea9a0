import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import type { InstallFacts } from './install-facts.ts';
import { installPlaces } from './install-places.ts';
import { wordsOfUnit } from './systemd-unit.ts';

const run = promisify(execFile);

/** Settings of an existing installation. Settings that the unit does not contain are absent. */
export interface InstalledService {
  readonly dataDir?: string;
  /** Further arguments of `runner start`. */
  readonly startArguments?: readonly string[];
}

/**
 * Returns the settings of the systemd service with this name; empty if no service has this name, or if it runs no
 * runner.
 */
export async function installedService(name: string, facts: InstallFacts): Promise<InstalledService> {
  if (facts.platform !== 'linux') return {};
  const text = await readFile(installPlaces(facts, name).unit, 'utf8').catch(() => '');
  return readService(text);
}

/** Returns the settings in the text of a unit; empty if the unit starts no runner. */
export function readService(unit: string): InstalledService {
  const words = wordsOfUnit(/^ExecStart=(.*)$/m.exec(unit)?.[1] ?? '');
  const begin = words.findIndex((word, index) => word === 'start' && words[index - 1] === 'runner');
  const [flag, dataDir, ...more] = begin < 0 ? [] : words.slice(begin + 1);
  if (flag !== '--data-dir' || dataDir === undefined) return {};
  const ends = more.at(-2) === '--log' && more.at(-1) === 'json';
  return { dataDir, startArguments: ends ? more.slice(0, -2) : more };
}

/** Returns the owner of a folder; undefined if the folder or the user does not exist. */
export async function ownerOf(folder: string): Promise<string | undefined> {
  const { stdout } = await run('stat', ['-c', '%U', folder]).catch(() => ({ stdout: '' }));
  const name = stdout.trim();
  return name === '' || name === 'UNKNOWN' ? undefined : name;
}

/**
 * Returns the state reported by the service manager; null if there is no service manager, or if it does not know the
 * service.
 */
export async function serviceState(service: string, facts: InstallFacts): Promise<string | null> {
  if (facts.platform === 'win32') {
    const { stdout } = await run('sc.exe', ['query', service]).catch(() => ({ stdout: '' }));
    return /STATE\s*:\s*\d+\s+(\w+)/.exec(stdout)?.[1]?.toLowerCase() ?? null;
  }
  const asked = ['show', service, '--property=LoadState,ActiveState'];
  const { stdout } = await run('systemctl', asked).catch(() => ({ stdout: '' }));
  if (!/^LoadState=loaded$/m.test(stdout)) return null;
  return /^ActiveState=(.+)$/m.exec(stdout)?.[1] ?? null;
}

/** Returns whether a service in this state is running or starting. */
export function isRunning(state: string | null): boolean {
  return state === 'active' || state === 'running' || state === 'activating' || state === 'reloading';
}
