import { posix, win32 } from 'node:path';
import type { InstallAct } from './install-act.ts';
import type { InstallFacts } from './install-facts.ts';

/** The paths of an installation. */
export interface InstallPlaces {
  /** Name of the service. */
  readonly service: string;
  readonly dataDir: string;
  /** Path of an installed single-file program. */
  readonly program: string;
  /** Path of the systemd unit. */
  readonly unit: string;
}

/**
 * Returns the paths of an installation. An administrator installs for the whole host, any other user only for that
 * user.
 */
export function installPlaces(facts: InstallFacts, name: string, dataDir?: string): InstallPlaces {
  const service = `outrunner-${name}`;
  const unit = `/etc/systemd/system/${service}.service`;
  if (facts.platform === 'win32') {
    return {
      service,
      unit,
      dataDir: dataDir ?? win32.join(facts.programData, 'Outrunner', name),
      program: win32.join(facts.programFiles, 'Outrunner', 'outrunner.exe'),
    };
  }
  const own = posix.join(facts.home, '.local', 'share', 'outrunner');
  return {
    service,
    unit,
    dataDir:
      dataDir ?? (facts.isAdministrator ? `/var/lib/outrunner/${name}` : posix.join(own, 'runners', name)),
    program: posix.join(facts.isAdministrator ? facts.library : own, 'outrunner'),
  };
}

/** Returns the arguments that enroll a data dir and read the token from standard input. */
export function enrollArguments(dataDir: string, connection: readonly string[]): readonly string[] {
  return ['runner', 'enroll', '--data-dir', dataDir, '--enrollment-token-file', '-', ...connection];
}

/** Returns the act that copies a single-file program to its installed path; no act for a program that npm installed. */
export function copiedProgram({ program }: InstallFacts, places: InstallPlaces): InstallAct[] {
  const [executable, script] = program;
  if (script !== undefined || executable === places.program) return [];
  return [{ kind: 'copy', from: executable, to: places.program }];
}
