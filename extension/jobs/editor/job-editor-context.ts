import * as vscode from 'vscode';
import type { ContextKeys } from '../../ids/context-keys.ts';
import type { RecognisedDocuments } from './recognised-documents.ts';

const KEY: keyof ContextKeys = 'outrunner.jobDocuments';

/** Lists the documents that are recognised by their content in a context key, for the `when` clauses of menus. */
export class JobEditorContext implements vscode.Disposable {
  readonly #listening: vscode.Disposable;

  constructor(documents: RecognisedDocuments) {
    const list = () => {
      const uris: ContextKeys[typeof KEY] = documents.uris;
      void vscode.commands.executeCommand('setContext', KEY, uris);
    };
    this.#listening = documents.onDidChange(list);
    list();
  }

  dispose(): void {
    this.#listening.dispose();
  }
}
