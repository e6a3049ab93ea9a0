import * as vscode from 'vscode';

const SCHEME = 'outrunner-text';

/** Texts that are shown to be read: nothing to save, and gone from memory once their editors are closed. */
export class ReadOnlyTexts implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #texts = new Map<string, string>();
  readonly #owned: vscode.Disposable;
  #count = 0;

  constructor() {
    this.#owned = vscode.Disposable.from(
      vscode.workspace.registerTextDocumentContentProvider(SCHEME, this),
      vscode.workspace.onDidCloseTextDocument((document) => this.#texts.delete(document.uri.toString())),
    );
  }

  /** Keeps a text until its editors are closed, and answers its address. */
  keep(name: string, text: string): vscode.Uri {
    this.#count += 1;
    const uri = vscode.Uri.from({ scheme: SCHEME, path: `/${this.#count}/${name.replaceAll('/', '∕')}` });
    this.#texts.set(uri.toString(), text);
    return uri;
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.#texts.get(uri.toString()) ?? 'This text was shown once and is gone.\n';
  }

  dispose(): void {
    this.#owned.dispose();
    this.#texts.clear();
  }
}
