import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { systemCode } from '../../support/files/system-code.ts';
import type { Findings } from './findings.ts';

/** Files with unencrypted secrets, to which only the owner may have access. */
const SECRETS: readonly string[] = ['admin.token', 'master.key', 'position.key', 'share.json'];

/** Permission bits of the group and of other users. */
const OTHERS = 0o077;

/** Checks that only the owner has access to the files with unencrypted secrets. Windows has no such modes. */
export async function checkSecrets(folder: string, findings: Findings): Promise<void> {
  if (process.platform === 'win32') return;
  for (const name of SECRETS) {
    const path = join(folder, name);
    const mode = await findings.check(path, () => modeOf(path));
    if (mode === undefined || (mode & OTHERS) === 0) continue;
    const shown = mode.toString(8).padStart(4, '0');
    findings.note(path, `its mode is ${shown}, so other users can access it; set the mode to 0600`);
  }
}

async function modeOf(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).mode & 0o777;
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}
