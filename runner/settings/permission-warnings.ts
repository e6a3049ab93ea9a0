import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { quoteForShell } from '../../support/text/shell-quote.ts';
import type { FileSettings } from './read-settings-file.ts';
import { type GivenSettings, settingEntries } from './runner-settings.ts';

/** Permission bits of group and others. */
const OTHERS = 0o077;
/** Matches the names of secrets in the configuration of a key storage. */
const SECRET = /(?:token|secretid)$/i;

/** Returns a warning if a settings file contains a secret and other users can read it. */
export async function permissionWarnings(file: FileSettings | undefined): Promise<readonly string[]> {
  if (file === undefined || process.platform === 'win32' || !holdsSecret(file.given)) return [];
  const modes = await Promise.all(
    [file.path, dirname(file.path)].map(async (path) => (await stat(path)).mode),
  );
  if (modes.some((mode) => (mode & OTHERS) === 0)) return [];
  return [`${file.path} holds a secret and others may read it: chmod 600 ${quoteForShell(file.path)}`];
}

function holdsSecret(given: GivenSettings): boolean {
  const isNamed = settingEntries().some(([key, { secret }]) => secret === true && given[key] !== undefined);
  return isNamed || hasSecretName(given.keyStorage);
}

function hasSecretName(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(([name, inner]) => SECRET.test(name) || hasSecretName(inner));
}
