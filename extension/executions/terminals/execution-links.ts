import type * as vscode from 'vscode';
import { ExecutionId } from '../../../protocol/ids.ts';
import { WHOLE_OUTPUT } from './scrollback.ts';

interface ExecutionLink extends vscode.TerminalLink {
  readonly execution: ExecutionId;
  readonly isWhole: boolean;
}

const NAMED = /\bexecution (\d{1,15})\b/g;

/**
 * Adds links to terminals: to executions that the output names, such as a retry, and to the command that opens the
 * whole output.
 */
export class ExecutionLinks implements vscode.TerminalLinkProvider<ExecutionLink> {
  readonly #executionOf: (terminal: vscode.Terminal) => ExecutionId | undefined;
  readonly #open: (execution: ExecutionId) => void;
  readonly #openWhole: (execution: ExecutionId) => void;

  constructor(needs: {
    /** Returns undefined for terminals that do not belong to this extension. */
    readonly executionOf: (terminal: vscode.Terminal) => ExecutionId | undefined;
    readonly open: (execution: ExecutionId) => void;
    readonly openWhole: (execution: ExecutionId) => void;
  }) {
    this.#executionOf = needs.executionOf;
    this.#open = needs.open;
    this.#openWhole = needs.openWhole;
  }

  provideTerminalLinks({ line, terminal }: vscode.TerminalLinkContext): ExecutionLink[] {
    const shown = this.#executionOf(terminal);
    if (shown === undefined) return [];
    const whole = line.indexOf(WHOLE_OUTPUT);
    const links = whole === -1 ? [] : [{ ...wholeLink(shown), startIndex: whole }];
    const named = [...line.matchAll(NAMED)].flatMap((match) => {
      const execution = ExecutionId.safeParse(Number(match[1]));
      if (!execution.success) return [];
      const tooltip = `Open the output of execution ${execution.data}`;
      return [
        {
          startIndex: match.index,
          length: match[0].length,
          tooltip,
          execution: execution.data,
          isWhole: false,
        },
      ];
    });
    return [...links, ...named];
  }

  handleTerminalLink({ execution, isWhole }: ExecutionLink): void {
    if (isWhole) this.#openWhole(execution);
    else this.#open(execution);
  }
}

function wholeLink(execution: ExecutionId): Omit<ExecutionLink, 'startIndex'> {
  const tooltip = `Open the whole output of execution ${execution}`;
  return { length: WHOLE_OUTPUT.length, tooltip, execution, isWhole: true };
}
