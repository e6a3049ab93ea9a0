import * as vscode from 'vscode';

const CTRL_C = '\x03';

/** Whether the input of a terminal contains Ctrl+C, which requests to stop the execution. */
export function requestsStop(input: string): boolean {
  return input.includes(CTRL_C);
}

/** Returns the number of lines that a terminal keeps, according to the user's settings. */
export function keptLines(): number {
  return vscode.workspace.getConfiguration('terminal.integrated').get<number>('scrollback', 1000);
}
