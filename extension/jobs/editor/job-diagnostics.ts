import * as vscode from 'vscode';
import type { Problem } from '../../../job-language/source/problem.ts';
import type { Model } from '../../model/model.ts';
import { isJobDocument, treeOf } from './document-tree.ts';
import { isNamedAsJobs, isYaml, MAX_TEXT_LENGTH } from './job-document.ts';
import { projectOfDocument, runnerFacts } from './job-facts.ts';
import type { ModelSource } from './job-lens-provider.ts';
import { markedEnd } from './job-problem-texts.ts';
import { jobOfAddress } from './job-uri.ts';
import { isOwnProblem } from './own-features.ts';
import { featuresOf } from './yaml-extension.ts';

/** Delay after the last key press before the text is checked, in ms. */
const DEBOUNCE_MS = 250;

/** Delay after a change of the runners before runner selectors are checked again, in ms. More changes share the check. */
const RUNNERS_DELAY_MS = 1000;

/** The problems of a version of a text that do not depend on the coordinator. */
interface CheckedText {
  readonly version: number;
  readonly problems: readonly Problem[];
}

/**
 * Shows errors and warnings in job definitions while the user types. The rules are those of the import. While a
 * coordinator is connected, also warns of runner selectors that match no runner.
 */
export class JobDiagnostics implements vscode.Disposable {
  readonly #marks = vscode.languages.createDiagnosticCollection('outrunner');
  readonly #waiting = new Map<string, NodeJS.Timeout>();
  readonly #problems = new Map<string, readonly Problem[]>();
  readonly #checked = new WeakMap<vscode.TextDocument, CheckedText>();
  readonly #listening: vscode.Disposable;
  #runnersTimer: NodeJS.Timeout | undefined;
  readonly #store: ModelSource;
  readonly #onFailed: (error: unknown) => void;

  constructor(store: ModelSource, onFailed: (error: unknown) => void) {
    this.#store = store;
    this.#onFailed = onFailed;
    let { runners, projects } = store.model;
    this.#listening = vscode.Disposable.from(
      store.onDidChange((model) => {
        if (model.runners === runners && model.projects === projects) return;
        ({ runners, projects } = model);
        this.#runnersTimer ??= setTimeout(() => this.#checkAgain(), RUNNERS_DELAY_MS);
      }),
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
    clearTimeout(this.#runnersTimer);
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

  #checkAgain(): void {
    this.#runnersTimer = undefined;
    for (const document of vscode.workspace.textDocuments)
      if (this.#problems.has(document.uri.toString())) this.#checkLater(document, 0);
  }

  async #check(document: vscode.TextDocument): Promise<void> {
    const text = document.getText();
    if (text.length > MAX_TEXT_LENGTH || !isJobDocument(document)) return this.#forget(document);
    // Loaded on first use, because most windows never open a job.
    const { problemsOfJobs, problemsOfSelectors } = await import('../checker/main.ts');
    if (document.isClosed) return;
    const { version } = document;
    let checked = this.#checked.get(document);
    if (checked?.version !== version) {
      checked = { version, problems: problemsOfJobs(document.getText()) };
      this.#checked.set(document, checked);
    }
    const features = featuresOf(document);
    const { tree, runners, project } = selectorFacts(document, this.#store.model);
    const problems = [
      ...checked.problems.filter(({ code }) => isOwnProblem(code, features)),
      ...(tree === undefined || runners.length === 0 ? [] : problemsOfSelectors(tree, runners, project)),
    ];
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

/** Returns the runners that the jobs of a document can select; none while no coordinator is connected. */
function selectorFacts(document: vscode.TextDocument, model: Model) {
  const project = projectOfDocument(model, jobOfAddress(document.uri));
  return { tree: treeOf(document), runners: runnerFacts(model, project), project };
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
