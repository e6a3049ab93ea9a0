import * as vscode from 'vscode';
import type { Model } from '../../model/model.ts';
import { isJobDocument } from './document-tree.ts';
import { isYaml } from './job-document.ts';
import { jobFacts, projectOfDocument } from './job-facts.ts';
import { jobOfAddress } from './job-uri.ts';
import type { RecognisedDocuments } from './recognised-documents.ts';
import { sortTextOf } from './sort-text.ts';

/** Other YAML documents have no snippets, except those that are still empty. */
const YAML: vscode.DocumentFilter[] = [{ language: 'yaml' }];

interface SnippetCompletionPorts {
  readonly documents: RecognisedDocuments;
  readonly model: () => Model;
}

/**
 * Provides snippets in documents with jobs, where they fit, and whole jobs in empty YAML documents. The YAML extension
 * provides no snippets for jobs, so these snippets appear beside its keys.
 */
export class JobSnippetCompletion implements vscode.CompletionItemProvider, vscode.Disposable {
  readonly #registered: vscode.Disposable;
  readonly #model: () => Model;

  constructor({ documents, model }: SnippetCompletionPorts) {
    this.#model = model;
    const newJob = { provideCompletionItems: this.#newJobs.bind(this) };
    this.#registered = vscode.Disposable.from(
      documents.provide((selector) => vscode.languages.registerCompletionItemProvider(selector, this)),
      vscode.languages.registerCompletionItemProvider(YAML, newJob),
    );
  }

  async provideCompletionItems(
    document: vscode.TextDocument,
    position: vscode.Position,
  ): Promise<vscode.CompletionItem[]> {
    return isJobDocument(document) ? this.#snippets(document, position) : [];
  }

  dispose(): void {
    this.#registered.dispose();
  }

  async #newJobs(document: vscode.TextDocument, position: vscode.Position): Promise<vscode.CompletionItem[]> {
    if (!isYaml(document) || isJobDocument(document) || !isEmptyExcept(document, position.line)) return [];
    return this.#snippets(document, position, ({ isJob }) => isJob);
  }

  async #snippets(
    document: vscode.TextDocument,
    { line, character }: vscode.Position,
    isOffered: (snippet: { readonly isJob: boolean }) => boolean = () => true,
  ): Promise<vscode.CompletionItem[]> {
    const { snippetChoicesAt } = await import('../checker/main.ts');
    const model = this.#model();
    const { tags } = jobFacts(model, projectOfDocument(model, jobOfAddress(document.uri)));
    const lines = document.getText().split(/\r?\n/);
    const carried = tags.filter(({ runners }) => runners > 0).map(({ tag }) => tag);
    return snippetChoicesAt(lines, line, carried)
      .filter(isOffered)
      .map(({ name, description, insert, column }, index) => {
        const item = new vscode.CompletionItem(
          { label: name, description },
          vscode.CompletionItemKind.Snippet,
        );
        item.insertText = new vscode.SnippetString(insert);
        item.documentation = description;
        item.range = new vscode.Range(line, column, line, Math.max(column, character));
        item.sortText = sortTextOf('snippet', index);
        return item;
      });
  }
}

/** Whether all other lines of a document are blank or comments. */
function isEmptyExcept(document: vscode.TextDocument, line: number): boolean {
  // A longer document is not read on each key press.
  if (document.lineCount > MOST_BLANK_LINES) return false;
  return Array.from({ length: document.lineCount }, (_, other) => other).every(
    (other) => other === line || /^\s*(?:#|$|---)/.test(document.lineAt(other).text),
  );
}

const MOST_BLANK_LINES = 100;
