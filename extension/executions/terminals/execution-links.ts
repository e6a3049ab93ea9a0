import * as l10n from '@vscode/l10n';
import type * as vscode from 'vscode';
import { ExecutionId } from '../../../protocol/ids.ts';
import { wholeOutputText } from './scrollback.ts';

interface ExecutionLink extends vscode.TerminalLink {
  readonly execution: ExecutionId;
  readonly opens: 'terminal' | 'panel' | 'whole output';
}

/** Matches the names of executions in lines of the coordinator, which are in English, and in lines of the extension. */
function namedExecutions(): RegExp {
  const word = l10n.t({
    message: 'execution',
    args: [],
    comment: 'The word before the number of an execution in terminals, as in "execution 12"',
  });
  return new RegExp(`(?<![\\p{L}\\d])(?:execution|${escapedPattern(word)}) (\\d{1,15})\\b`, 'gu');
}

function escapedPattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/**
 * Adds links to terminals: to other executions that the output mentions, such as a retry, to the panel of the execution
 * itself, and to the command that opens the whole output.
 */
export class ExecutionLinks implements vscode.TerminalLinkProvider<ExecutionLink> {
  readonly #executionOf: (terminal: vscode.Terminal) => ExecutionId | undefined;
  readonly #open: (execution: ExecutionId) => void;
  readonly #openWhole: (execution: ExecutionId) => void;
  readonly #openPanel: (execution: ExecutionId) => void;

  constructor(needs: {
    /** Returns undefined for terminals that do not belong to this extension. */
    readonly executionOf: (terminal: vscode.Terminal) => ExecutionId | undefined;
    readonly open: (execution: ExecutionId) => void;
    readonly openWhole: (execution: ExecutionId) => void;
    readonly openPanel: (execution: ExecutionId) => void;
  }) {
    this.#executionOf = needs.executionOf;
    this.#open = needs.open;
    this.#openWhole = needs.openWhole;
    this.#openPanel = needs.openPanel;
  }

  provideTerminalLinks({ line, terminal }: vscode.TerminalLinkContext): ExecutionLink[] {
    const shown = this.#executionOf(terminal);
    if (shown === undefined) return [];
    const whole = line.indexOf(wholeOutputText());
    const links = whole === -1 ? [] : [{ ...wholeLink(shown), startIndex: whole }];
    const named = [...line.matchAll(namedExecutions())].flatMap((match) => {
      const execution = ExecutionId.safeParse(Number(match[1]));
      if (!execution.success) return [];
      const isShown = execution.data === shown;
      const tooltip = isShown
        ? l10n.t('Open the panel of execution {0}', execution.data)
        : l10n.t('Open the output of execution {0}', execution.data);
      return [
        {
          startIndex: match.index,
          length: match[0].length,
          tooltip,
          execution: execution.data,
          opens: isShown ? ('panel' as const) : ('terminal' as const),
        },
      ];
    });
    return [...links, ...named];
  }

  handleTerminalLink({ execution, opens }: ExecutionLink): void {
    if (opens === 'whole output') this.#openWhole(execution);
    else if (opens === 'panel') this.#openPanel(execution);
    else this.#open(execution);
  }
}

function wholeLink(execution: ExecutionId): Omit<ExecutionLink, 'startIndex'> {
  const tooltip = l10n.t('Open the whole output of execution {0}', execution);
  return { length: wholeOutputText().length, tooltip, execution, opens: 'whole output' };
}
