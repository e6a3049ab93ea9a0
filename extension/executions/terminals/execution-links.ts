import type * as vscode from 'vscode';
import { ExecutionId } from '../../../protocol/ids.ts';

interface ExecutionLink extends vscode.TerminalLink {
  readonly execution: ExecutionId;
}

const NAMED = /\bexecution (\d{1,15})\b/g;

/** Links executions that the output of an execution names, such as its retry. A click opens their output. */
export class ExecutionLinks implements vscode.TerminalLinkProvider<ExecutionLink> {
  readonly #isOurs: (terminal: vscode.Terminal) => boolean;
  readonly #open: (execution: ExecutionId) => void;

  constructor(needs: {
    readonly isOurs: (terminal: vscode.Terminal) => boolean;
    readonly open: (execution: ExecutionId) => void;
  }) {
    this.#isOurs = needs.isOurs;
    this.#open = needs.open;
  }

  provideTerminalLinks({ line, terminal }: vscode.TerminalLinkContext): ExecutionLink[] {
    if (!this.#isOurs(terminal)) return [];
    return [...line.matchAll(NAMED)].flatMap((match) => {
      const execution = ExecutionId.safeParse(Number(match[1]));
      if (!execution.success) return [];
      const tooltip = `Open the output of execution ${execution.data}`;
      return [{ startIndex: match.index, length: match[0].length, tooltip, execution: execution.data }];
    });
  }

  handleTerminalLink({ execution }: ExecutionLink): void {
    this.#open(execution);
  }
}
