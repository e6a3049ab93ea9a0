import { powerShellQuote, quoteForShell } from '../../../support/text/shell-quote.ts';

/** The properties of this machine that determine how to run a command that the user pastes into a shell. */
export interface LocalMachine {
  readonly windows: boolean;
  /** Whether the executable is Electron, which acts as Node only if `ELECTRON_RUN_AS_NODE` is set. */
  readonly electron: boolean;
}

/**
 * Returns the command that runs a script with an executable of this machine, quoted for PowerShell on Windows, else for
 * `sh`.
 */
export function localProgram(executable: string, script: string, machine: LocalMachine): string {
  if (machine.windows) {
    const call = `& ${powerShellQuote(executable)} ${powerShellQuote(script)}`;
    // One script block, so that piped input reaches the program: `$input` is the piped input.
    return machine.electron ? `& { $env:ELECTRON_RUN_AS_NODE = '1'; $input | ${call} @args }` : call;
  }
  const asNode = machine.electron ? 'ELECTRON_RUN_AS_NODE=1 ' : '';
  return `${asNode}${quoteForShell(executable)} ${quoteForShell(script)}`;
}
