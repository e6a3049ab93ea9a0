import type { ExtensionContext } from 'vscode';

/** Called by VS Code when something of the extension is first used. */
export function activate(_context: ExtensionContext): void {}

/** Called by VS Code before it ends the extension. */
export function deactivate(): void {}
