import * as vscode from 'vscode';
import type { ExecutionOutputs } from '../executions/output/execution-outputs.ts';
import { ExecutionLinks } from '../executions/terminals/execution-links.ts';
import type { ExecutionTerminals } from '../executions/terminals/execution-terminals.ts';
import { OutputFileLinks } from '../file-links/output-file-links.ts';
import { TerminalFileLinks } from '../file-links/terminal-file-links.ts';
import { COMMANDS, type CommandId } from '../ids/commands.ts';
import { OUTPUT_SCHEME } from '../ids/schemes.ts';
import type { OutrunnerPanels } from '../panels/outrunner-panels.ts';
import type { Subject } from '../tree/tree-node.ts';

/** Adds links to terminals and documents with output: to executions, and to files of the workspace. */
export function provideLinks({
  terminals,
  panels,
  outputs,
  run,
}: {
  readonly terminals: ExecutionTerminals;
  readonly panels: OutrunnerPanels;
  readonly outputs: ExecutionOutputs;
  readonly run: (command: CommandId, subject: Subject) => Promise<void>;
}): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.window.registerTerminalLinkProvider(
      new ExecutionLinks({
        executionOf: (terminal) => terminals.executionOf(terminal),
        open: (execution) => terminals.open(execution, { reveal: true, startedHere: false }),
        openWhole: (executionId) => void run(COMMANDS.showFullOutput, { kind: 'execution', executionId }),
        openPanel: (execution) => panels.executions.open(execution),
      }),
    ),
    vscode.window.registerTerminalLinkProvider(
      new TerminalFileLinks(
        (terminal) => terminals.executionOf(terminal) !== undefined,
        ({ path, line, column }) =>
          void run(COMMANDS.openReferencedFile, { kind: 'file-reference', path, line, column }),
      ),
    ),
    vscode.languages.registerDocumentLinkProvider(
      { scheme: OUTPUT_SCHEME },
      new OutputFileLinks((address) => outputs.open(address)),
    ),
  );
}
