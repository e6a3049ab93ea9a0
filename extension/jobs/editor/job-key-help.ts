import * as vscode from 'vscode';
import { isJobDocument } from './document-tree.ts';
import type { RecognisedDocuments } from './recognised-documents.ts';
import { featuresOf } from './yaml-extension.ts';

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
    return choicesAt(linesTo(document, line), line).map(({ key, description, column }) => {
      const item = new vscode.CompletionItem(key, vscode.CompletionItemKind.Property);
      item.insertText = `${key}: `;
      item.documentation = markdown(description);
      item.range = new vscode.Range(line, column, line, Math.max(column, character));
      return item;
    });
  }

  dispose(): void {
    this.#registered.dispose();
  }
}

function linesTo(document: vscode.TextDocument, line: number): readonly string[] {
  return Array.from({ length: line + 1 }, (_, index) => document.lineAt(index).text);
}

/** Creates Markdown without theme icons, because descriptions contain `${option.x}`. */
function markdown(text: string): vscode.MarkdownString {
  return new vscode.MarkdownString(text, false);
}
