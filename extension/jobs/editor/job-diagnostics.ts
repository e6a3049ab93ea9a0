import * as vscode from 'vscode';
import type { Problem } from '../../../job-language/source/problem.ts';
import { isJobDocument } from './document-tree.ts';
import { isNamedAsJobs, isYaml, MAX_TEXT_LENGTH } from './job-document.ts';
import { markedEnd } from './job-problem-texts.ts';
import { isOwnProblem } from './own-features.ts';
import { featuresOf } from './yaml-extension.ts';

/** Delay after the last key press before the text is checked, in ms. */
const DEBOUNCE_MS = 250;

/** Shows errors and warnings in job definitions while the user types. The rules are those of the import. */
export class JobDiagnostics implements vscode.Disposable {
  readonly #marks = vscode.languages.createDiagnosticCollection('outrunner');
  readonly #waiting = new Map<string, NodeJS.Timeout>();
  readonly #problems = new Map<string, readonly Problem[]>();
  readonly #listening: vscode.Disposable;
  readonly #onFailed: (error: unknown) => void;

  constructor(onFailed: (error: unknown) => void) {
    this.#onFailed = onFailed;
    this.#listening = vscode.Disposable.from(
      vscode.workspace.onDidOpenTextDocument((document) => this.#checkLater(document, 0)),
      vscode.workspace.onDidChangeTextDocument(({ document }) => this.#checkLater(document, DEBOUNCE_MS)),
      vscode.workspace.onDidCloseTextDocument((document) => this.#forget(document)),
    );
    for (const document of vscode.workspace.textDocuments) this.#checkLater(document, 0);
  }

  /** Returns the problems that are marked in a document. */
  problemsIn(uri: vscode.Uri): readonly Problem[] {
    return this.#problems.get(uri.toString()) ?? [];
  }

  dispose(): void {
    this.#listening.dispose();
    for (const timer of this.#waiting.values()) clearTimeout(timer);
    this.#marks.dispose();
  }

  #checkLater(document: vscode.TextDocument, delay: number): void {
    if (!isNamedAsJobs(document) && !isYaml(document)) return;
    const key = document.uri.toString();
    clearTimeout(this.#waiting.get(key));
    const timer = setTimeout(() => {
      this.#waiting.delete(key);
      this.#check(document).catch(this.#onFailed);
    }, delay);
    this.#waiting.set(key, timer);
  }

  async #check(document: vscode.TextDocument): Promise<void> {
    const text = document.getText();
    if (text.length > MAX_TEXT_LENGTH || !isJobDocument(document)) return this.#forget(document);
    // Loaded on first use, because most windows never open a job.
    const { problemsOfJobs } = await import('../checker/main.ts');
    if (document.isClosed) return;
    const features = featuresOf(document);
    const problems = problemsOfJobs(document.getText()).filter(({ code }) => isOwnProblem(code, features));
    this.#problems.set(document.uri.toString(), problems);
    this.#marks.set(
      document.uri,
      problems.map((problem) => toDiagnostic(document, problem)),
    );
  }

  #forget(document: vscode.TextDocument): void {
    const key = document.uri.toString();
    clearTimeout(this.#waiting.get(key));
    this.#waiting.delete(key);
    this.#problems.delete(key);
    this.#marks.delete(document.uri);
  }
}

function toDiagnostic(document: vscode.TextDocument, problem: Problem): vscode.Diagnostic {
  const { line, column, message, severity, code } = problem;
  // The document may have become shorter since the check.
  const firstLine = line <= document.lineCount ? document.lineAt(line - 1).text : '';
  const { endLine, endColumn } = markedEnd(problem, firstLine);
  const range = new vscode.Range(line - 1, column - 1, endLine - 1, endColumn - 1);
  const marked = new vscode.Diagnostic(
    range,
    message,
    severity === 'error' ? vscode.DiagnosticSeverity.Error : vscode.DiagnosticSeverity.Warning,
  );
  marked.source = 'Outrunner';
  marked.code = code;
  return marked;
}
