import { posix, win32 } from 'node:path';
import type { InstallFacts } from './install-facts.ts';

/** Where an installation stands on its host. */
export interface InstallPlaces {
  /** The service's name. */
  readonly service: string;
  readonly dataDir: string;
  /** Where a program that is one file is put. */
  readonly program: string;
  /** Where systemd reads the unit. */
  readonly unit: string;
}

/** An administrator installs for the host, anybody else for themselves. */
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

/** Arguments of the command that enrolls a data dir with the token on its standard input. */
export function enrollArguments(dataDir: string, connection: readonly string[]): readonly string[] {
  return ['runner', 'enroll', '--data-dir', dataDir, '--enrollment-token-file', '-', ...connection];
}
