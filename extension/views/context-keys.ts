import * as vscode from 'vscode';
import type { ContextKeys } from '../ids/context-keys.ts';

/** Sets context keys, and calls VS Code only when a value changes. */
export class ContextKeySetter {
  readonly #values = new Map<string, unknown>();

  set<K extends keyof ContextKeys>(key: K, value: ContextKeys[K]): void {
    if (this.#values.get(key) === value) return;
    this.#values.set(key, value);
    void vscode.commands.executeCommand('setContext', key, value);
  }
}
