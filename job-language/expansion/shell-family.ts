import { quoteForShell } from '../../support/text/shell-quote.ts';
import { quoteForCmd, quoteForPowerShell } from './windows-quoting.ts';

/** The shell family that determines how a command on a node is quoted. */
export type ShellFamily = 'unix' | 'cmd' | 'powershell';

/** Default extension of a script file. */
export const SCRIPT_EXTENSIONS: Readonly<Record<ShellFamily, string>> = {
  unix: '.sh',
  cmd: '.bat',
  powershell: '.ps1',
};

/** Returns the shell of a node: from `shell-escaping-interpreter` if it is set, else from `osFamily`. */
export function shellFamilyOf(attributes: Readonly<Record<string, string>>): ShellFamily {
  const named = (attributes['shell-escaping-interpreter'] ?? '').toLowerCase();
  if (/powershell|pwsh/.test(named)) return 'powershell';
  if (/(?:^|[\\/])cmd(?:\.exe)?(?:\s|$)/.test(named)) return 'cmd';
  if (named.trim() !== '') return 'unix';
  const family = attributes['osFamily'] ?? 'unix';
  return /windows/i.test(family) ? 'cmd' : 'unix';
}

/** Quotes a value as one argument for a shell of this family. Returns undefined if that is impossible. */
export function quoteForFamily(family: ShellFamily, value: string): string | undefined {
  switch (family) {
    case 'unix':
      return value.includes('\0') ? undefined : quoteForShell(value);
    case 'cmd':
      return quoteForCmd(value);
    case 'powershell':
      return quoteForPowerShell(value);
  }
}
