import * as vscode from 'vscode';
import { quickFixesOf } from '../../../job-language/language-service/quick-fixes.ts';
import { treeOf } from './document-tree.ts';
import type { JobDiagnostics } from './job-diagnostics.ts';
import type { RecognisedDocuments } from './recognised-documents.ts';
import { rangeOf } from './text-ranges.ts';

/** Offers the suggestion of a problem as a quick fix. */
export class JobQuickFixes implements vscode.CodeActionProvider, vscode.Disposable {
  readonly #registered: vscode.Disposable;
  readonly #diagnostics: JobDiagnostics;

  constructor(documents: RecognisedDocuments, diagnostics: JobDiagnostics) {
    this.#registered = documents.provide((selector) =>
      vscode.languages.registerCodeActionsProvider(selector, this, {
        providedCodeActionKinds: [vscode.CodeActionKind.QuickFix],
      }),
    );
    this.#diagnostics = diagnostics;
  }

  provideCodeActions(
    document: vscode.TextDocument,
    at: vscode.Range,
    { diagnostics }: vscode.CodeActionContext,
  ): vscode.CodeAction[] {
    const lines = treeOf(document)?.lines ?? [];
    return quickFixesOf(this.#diagnostics.problemsIn(document.uri), lines).flatMap((fix) => {
      const range = rangeOf(fix.range);
      if (range.intersection(at) === undefined) return [];
      const action = new vscode.CodeAction(fix.title, vscode.CodeActionKind.QuickFix);
      action.edit = new vscode.WorkspaceEdit();
      action.edit.replace(document.uri, range, fix.text);
      action.diagnostics = diagnostics.filter(
        ({ source, code, range: marked }) =>
          source === 'Outrunner' && code === fix.problem.code && marked.isEqual(range),
      );
      action.isPreferred = true;
      return [action];
    });
  }

  dispose(): void {
    this.#registered.dispose();
  }
}
