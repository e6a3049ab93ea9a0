import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { isJobDocument } from './document-tree.ts';
import type { RecognisedDocuments } from './recognised-documents.ts';
import { featuresOf } from './yaml-extension.ts';

/** Longer texts, in characters, would keep the extension host busy for more than about a second. */
const MOST_FORMATTED = 256 * 1024;
const MESSAGE_MS = 10_000;

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
    const { formattedJobs } = await import('../checker/main.ts');
    const formatted = text.length > MOST_FORMATTED ? undefined : formattedJobs(text);
    if (formatted === undefined) {
      vscode.window.setStatusBarMessage(notFormatted(text.length), MESSAGE_MS);
      return [];
    }
    const whole = new vscode.Range(document.positionAt(0), document.positionAt(text.length));
    return [vscode.TextEdit.replace(whole, formatted)];
  }

  dispose(): void {
    this.#registered.dispose();
  }
}

function notFormatted(length: number): string {
  return length > MOST_FORMATTED
    ? l10n.t('The job file is too long to format: {0} KiB is the limit.', MOST_FORMATTED / 1024)
    : l10n.t('Not formatted: the job file has a syntax error, or a value or comment would change or move.');
}
