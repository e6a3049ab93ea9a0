import assert from 'node:assert/strict';
import * as vscode from 'vscode';

const LIMIT_MS = 20_000;

/** Waits until a terminal shows a text, and returns its whole content. */
export async function terminalText(terminal: vscode.Terminal | undefined, text: RegExp): Promise<string> {
  assert.ok(terminal, vscode.window.terminals.map(({ name }) => name).join());
  const deadline = performance.now() + LIMIT_MS;
  for (;;) {
    terminal.show();
    await vscode.commands.executeCommand('workbench.action.terminal.selectAll');
    await vscode.commands.executeCommand('workbench.action.terminal.copySelection');
    const shown = await vscode.env.clipboard.readText();
    if (text.test(shown)) return shown;
    if (performance.now() > deadline) throw new Error(`the terminal never showed ${text}, but:\n${shown}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
