import * as vscode from 'vscode';
import { SETTINGS, SETTINGS_SECTION } from '../ids/settings.ts';
import type { ConnectionTarget } from './connection-state.ts';
import type { SavedTarget } from './saved-target.ts';

const EMBEDDED_KEY = 'outrunner.useEmbedded';

/**
 * Stores the remote URL in the settings, the use of the embedded coordinator in the global state, tokens in
 * SecretStorage.
 */
export class VsCodeSavedTarget implements SavedTarget {
  readonly #context: vscode.ExtensionContext;

  constructor(context: vscode.ExtensionContext) {
    this.#context = context;
  }

  read(): ConnectionTarget | undefined {
    const settings = vscode.workspace.getConfiguration(SETTINGS_SECTION);
    const url = settings.get<string>(SETTINGS.coordinatorUrl, '').trim();
    if (url !== '' && URL.canParse(url)) return { kind: 'remote', url };
    const start = settings.get<boolean>(SETTINGS.embeddedAutoStart, true);
    return start && this.#context.globalState.get<boolean>(EMBEDDED_KEY, false)
      ? { kind: 'embedded' }
      : undefined;
  }

  async save(target: ConnectionTarget | undefined): Promise<void> {
    await this.#context.globalState.update(EMBEDDED_KEY, target?.kind === 'embedded');
    const settings = vscode.workspace.getConfiguration(SETTINGS_SECTION);
    const url = target?.kind === 'remote' ? target.url : undefined;
    if ((settings.get<string>(SETTINGS.coordinatorUrl, '') || undefined) === url) return;
    await settings.update(SETTINGS.coordinatorUrl, url, vscode.ConfigurationTarget.Global);
  }

  allowsPlaintext(): boolean {
    const settings = vscode.workspace.getConfiguration(SETTINGS_SECTION);
    return settings.get<boolean>(SETTINGS.insecurePlaintext, false);
  }

  async token(origin: string): Promise<string | undefined> {
    return this.#context.secrets.get(secretKey(origin));
  }

  async saveToken(origin: string, token: string | undefined): Promise<void> {
    if (token === undefined) await this.#context.secrets.delete(secretKey(origin));
    else await this.#context.secrets.store(secretKey(origin), token);
  }
}

function secretKey(origin: string): string {
  return `outrunner.token ${origin}`;
}
