import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { promisify } from 'node:util';
import type { InstallFacts } from './install-facts.ts';
import { libraryFor } from './library.ts';

const run = promisify(execFile);

/** Returns the facts about this host that installation plans need. */
export async function thisHost(): Promise<InstallFacts> {
  const { env, platform, execPath, argv } = process;
  const script = argv[1];
  return {
    platform,
    isAdministrator: platform === 'win32' ? await isElevated() : process.getuid?.() === 0,
    // The same check as sd_booted(3) of systemd.
    hasSystemd: existsSync('/run/systemd/system'),
    home: homedir(),
    library: await libraryFor(execPath),
    programFiles: env['ProgramFiles'] ?? 'C:\\Program Files',
    programData: env['ProgramData'] ?? 'C:\\ProgramData',
    program: script === undefined || script === execPath ? [execPath] : [execPath, script],
  };
}

/**
 * Returns whether this process has administrator rights: only administrators may list the sessions of a Windows host.
 */
async function isElevated(): Promise<boolean> {
  return run('net.exe', ['session']).then(
    () => true,
    () => false,
  );
}
