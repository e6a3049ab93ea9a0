import * as vscode from 'vscode';
import { isJobDocument } from './document-tree.ts';
import type { RecognisedDocuments } from './recognised-documents.ts';
import { sortTextOf } from './sort-text.ts';
import { featuresOf } from './yaml-extension.ts';

/** Opens the list of completions again. */
const SUGGEST: vscode.Command = { command: 'editor.action.triggerSuggest', title: '' };

/** Provides hovers and completion for the keys of stored jobs, and of job files unless the YAML extension does. */
export class JobKeyHelp implements vscode.HoverProvider, vscode.CompletionItemProvider, vscode.Disposable {
  readonly #registered: vscode.Disposable;

  constructor(documents: RecognisedDocuments) {
    this.#registered = documents.provide((selector) =>
      vscode.Disposable.from(
        vscode.languages.registerHoverProvider(selector, this),
        vscode.languages.registerCompletionItemProvider(selector, this),
      ),
    );
  }

  async provideHover(
    document: vscode.TextDocument,
    { line, character }: vscode.Position,
  ): Promise<vscode.Hover | undefined> {
    if (!isJobDocument(document) || !featuresOf(document).hover) return undefined;
    const { helpAt } = await import('../checker/main.ts');
    const help = helpAt(linesTo(document, line), line);
    if (help === undefined) return undefined;
    const range = new vscode.Range(line, help.column, line, help.column + help.key.length);
    return range.contains(new vscode.Position(line, character))
      ? new vscode.Hover(markdown(help.description), range)
      : undefined;
  }

  async provideCompletionItems(
    document: vscode.TextDocument,
    { line, character }: vscode.Position,
  ): Promise<vscode.CompletionItem[]> {
    if (!isJobDocument(document) || !featuresOf(document).completion) return [];
    const { choicesAt } = await import('../checker/main.ts');
    return choicesAt(allLines(document), line).map(
      ({ key, description, insert, continues, column }, index) => {
        const item = new vscode.CompletionItem(key, vscode.CompletionItemKind.Property);
        item.insertText = new vscode.SnippetString(insert);
        item.documentation = markdown(description);
        item.range = new vscode.Range(line, column, line, Math.max(column, character));
        // Frequent keys first, instead of the alphabetical order.
        item.sortText = sortTextOf('key', index);
        if (continues) item.command = SUGGEST;
        return item;
      },
    );
  }

  dispose(): void {
    this.#registered.dispose();
  }
}

function allLines(document: vscode.TextDocument): readonly string[] {
  return document.getText().split(/\r?\n/);
}

function linesTo(document: vscode.TextDocument, line: number): readonly string[] {
  return Array.from({ length: line + 1 }, (_, index) => document.lineAt(index).text);
}

/** Creates Markdown without theme icons, because descriptions contain `${option.x}`. */
function markdown(text: string): vscode.MarkdownString {
  return new vscode.MarkdownString(text, false);
}
