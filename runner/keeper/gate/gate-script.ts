import { singleQuoted } from '../../../support/text/shell-quote.ts';
import type { ResolvedCommand } from './step-process.ts';

export interface GateCommand extends ResolvedCommand {
  /** Path of the pseudo-terminal to take as controlling terminal, standard input, output and error. */
  readonly terminalPath?: string;
}

/**
 * The text that the gate, a shell, reads from its standard input. It is one compound command, so a shell runs none of it
 * before it has read it whole; and it ends in `exec`, so the step's program takes the gate's place and pid.
 */
export function gateScript(command: GateCommand): string {
  const { argv, env, cwd, terminalPath } = command;
  // The gate leads a session without a terminal: the first one that it opens becomes its controlling terminal.
  const terminal = terminalPath === undefined ? [] : [`exec 1<>${singleQuoted(terminalPath)} 2>&1`];
  // `command` keeps a name that this shell holds read-only (UID in bash) from ending it.
  const exports = Object.entries(env).map(([name, value]) => `command export ${name}=${singleQuoted(value)}`);
  const lines = [
    '{',
    ...terminal,
    '{',
    'unset OLDPWD SHLVL',
    ...exports,
    // A shell may complain about a locale that this host lacks: not in the step's output.
    '} 2>/dev/null',
    `cd ${singleQuoted(cwd)} || exit 126`,
    'unset OLDPWD',
    `exec ${argv.map(singleQuoted).join(' ')} <${terminalPath === undefined ? '/dev/null' : '&1'}`,
    '}',
    '',
  ];
  return lines.join('\n');
}
