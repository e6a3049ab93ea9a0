import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { TEXT_SCHEME } from '../ids/schemes.ts';

/** Read-only documents. The text of a document is dropped from memory when its editors close. */
export class ReadOnlyTexts implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #texts = new Map<string, string>();
  readonly #owned: vscode.Disposable;
  #count = 0;

  constructor() {
    this.#owned = vscode.Disposable.from(
      vscode.workspace.registerTextDocumentContentProvider(TEXT_SCHEME, this),
      vscode.workspace.onDidCloseTextDocument((document) => this.#texts.delete(document.uri.toString())),
    );
  }

  /** Stores a text until its editors close, and returns its URI. */
  keep(name: string, text: string): vscode.Uri {
    this.#count += 1;
    const uri = vscode.Uri.from({
      scheme: TEXT_SCHEME,
      path: `/${this.#count}/${name.replaceAll('/', '∕')}`,
    });
    this.#texts.set(uri.toString(), text);
    return uri;
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    return (
      this.#texts.get(uri.toString()) ??
      `${l10n.t('This text is no longer available. Run the command again.')}\n`
    );
  }

  dispose(): void {
    this.#owned.dispose();
    this.#texts.clear();
  }
}
