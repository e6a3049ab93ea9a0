import { singleQuoted } from '../../../support/text/shell-quote.ts';
import type { ResolvedCommand } from './step-process.ts';

export interface GateCommand extends ResolvedCommand {
  /** Path of the pseudo-terminal that becomes the step's controlling terminal and its standard streams. */
  readonly terminalPath?: string;
}

/**
 * Returns the script that the gate, a shell, reads from its standard input. The script is one compound command, so the
 * shell executes none of it before it has read all of it. It ends in `exec`, so the step's program takes over the
 * gate's pid.
 */
export function gateScript(command: GateCommand): string {
  const { argv, env, cwd, terminalPath } = command;
  // The gate leads a session without a terminal: the first terminal that it opens becomes its controlling terminal.
  const terminal = terminalPath === undefined ? [] : [`exec 1<>${singleQuoted(terminalPath)} 2>&1`];
  // `command` keeps the shell running if one of the variables is read-only in this shell, such as UID in bash.
  const exports = Object.entries(env).map(([name, value]) => `command export ${name}=${singleQuoted(value)}`);
  const lines = [
    '{',
    ...terminal,
    '{',
    'unset OLDPWD SHLVL',
    ...exports,
    // A shell may warn about a locale that this host lacks. The warning must not become output of the step.
    '} 2>/dev/null',
    `cd ${singleQuoted(cwd)} || exit 126`,
    'unset OLDPWD',
    `exec ${argv.map(singleQuoted).join(' ')} <${terminalPath === undefined ? '/dev/null' : '&1'}`,
    '}',
    '',
  ];
  return lines.join('\n');
}
