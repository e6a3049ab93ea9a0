import { quoteForShell } from '../../../support/text/shell-quote.ts';

/** The machine that a command is pasted on: this one. */
export interface LocalMachine {
  readonly windows: boolean;
  /** The executable is VS Code itself, and acts as Node only when it is told so. */
  readonly electron: boolean;
}

/** The words that call a program of ours with an executable of this machine: for PowerShell on Windows, else for `sh`. */
export function localProgram(executable: string, script: string, machine: LocalMachine): string {
  if (machine.windows) {
    const call = `& ${powerShellQuote(executable)} ${powerShellQuote(script)}`;
    // One script block, so that a pipe ends in the program: `$input` is the piped input.
    return machine.electron ? `& { $env:ELECTRON_RUN_AS_NODE = '1'; $input | ${call} @args }` : call;
  }
  const asNode = machine.electron ? 'ELECTRON_RUN_AS_NODE=1 ' : '';
  return `${asNode}${quoteForShell(executable)} ${quoteForShell(script)}`;
}

function powerShellQuote(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
