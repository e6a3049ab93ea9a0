import { type ExpandedScript, SCRIPT_FILE } from './expand-operation.ts';
import { quoteForFamily } from './shell-family.ts';
import type { WindowsFamily } from './windows-command.ts';

const RUNS_POWERSHELL = [
  'powershell.exe',
  '-NoProfile',
  '-NonInteractive',
  '-ExecutionPolicy',
  'Bypass',
  '-File',
];

/**
 * Returns the line that runs the script in `file`: with its interpreter if it has one, with PowerShell if the file is a
 * `.ps1`, otherwise directly. Returns undefined if an argument cannot be quoted for the shell.
 */
export function windowsScriptLine(
  script: ExpandedScript,
  file: string,
  family: WindowsFamily,
): string | undefined {
  const given = script.interpreter.map((part) => part.replaceAll(SCRIPT_FILE, () => file));
  const isPlaced = script.interpreter.some((part) => part.includes(SCRIPT_FILE));
  const program = given.length === 0 && /\.ps1$/i.test(file) ? RUNS_POWERSHELL : given;
  const rest = isPlaced ? [...script.args] : [file, ...script.args];
  const line = joined([...program, ...rest], family);
  if (line === undefined || family === 'cmd') return line;
  // PowerShell prints a quoted string unless `&` calls it. Without `exit`, PowerShell would return 0 or 1 only.
  return `& ${line}; exit $LASTEXITCODE`;
}

/** Returns the command line that removes a file. */
export function windowsRemoveCommand(file: string, family: WindowsFamily): string | undefined {
  const path = quoteForFamily(family, file);
  if (path === undefined) return undefined;
  return family === 'cmd' ? `del /f /q ${path}` : `Remove-Item -Force -LiteralPath ${path}`;
}

function joined(words: readonly string[], family: WindowsFamily): string | undefined {
  const quoted = words.map((word) => quoteForFamily(family, word));
  return quoted.every((word) => word !== undefined) ? quoted.join(' ') : undefined;
}
