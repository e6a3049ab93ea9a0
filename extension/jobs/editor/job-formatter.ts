import * as vscode from 'vscode';
import { isJobDocument } from './document-tree.ts';
import { MAX_TEXT_LENGTH } from './job-document.ts';
import type { RecognisedDocuments } from './recognised-documents.ts';
import { featuresOf } from './yaml-extension.ts';

/** Formats stored jobs, and job files unless the YAML extension does. */
export class JobFormatter implements vscode.DocumentFormattingEditProvider, vscode.Disposable {
  readonly #registered: vscode.Disposable;

  constructor(documents: RecognisedDocuments) {
    this.#registered = documents.provide((selector) =>
      vscode.languages.registerDocumentFormattingEditProvider(selector, this),
    );
  }

  async provideDocumentFormattingEdits(document: vscode.TextDocument): Promise<vscode.TextEdit[]> {
    if (!isJobDocument(document) || !featuresOf(document).formatting) return [];
    const text = document.getText();
    if (text.length > MAX_TEXT_LENGTH) return [];
    const { formattedJobs } = await import('../checker/main.ts');
    const formatted = formattedJobs(text);
    if (formatted === undefined) return [];
    const whole = new vscode.Range(document.positionAt(0), document.positionAt(text.length));
    return [vscode.TextEdit.replace(whole, formatted)];
  }

  dispose(): void {
    this.#registered.dispose();
  }
}
