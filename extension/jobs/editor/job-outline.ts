import * as vscode from 'vscode';
import { foldsOf } from '../../../job-language/language-service/folding.ts';
import { type OutlineSymbol, outlineOf } from '../../../job-language/language-service/outline.ts';
import { treeOf } from './document-tree.ts';
import type { RecognisedDocuments } from './recognised-documents.ts';
import { rangeOf } from './text-ranges.ts';
import { featuresOf } from './yaml-extension.ts';

const KINDS: Readonly<Record<OutlineSymbol['kind'], vscode.SymbolKind>> = {
  job: vscode.SymbolKind.Class,
  options: vscode.SymbolKind.Namespace,
  option: vscode.SymbolKind.Variable,
  steps: vscode.SymbolKind.Namespace,
  step: vscode.SymbolKind.Function,
  handler: vscode.SymbolKind.Event,
};

/** Provides outline, breadcrumbs and folding of stored jobs, and of job files unless the YAML extension does. */
export class JobOutline
  implements vscode.DocumentSymbolProvider, vscode.FoldingRangeProvider, vscode.Disposable
{
  readonly #registered: vscode.Disposable;

  constructor(documents: RecognisedDocuments) {
    this.#registered = documents.provide((selector) =>
      vscode.Disposable.from(
        vscode.languages.registerDocumentSymbolProvider(selector, this),
        vscode.languages.registerFoldingRangeProvider(selector, this),
      ),
    );
  }

  provideDocumentSymbols(document: vscode.TextDocument): vscode.DocumentSymbol[] {
    const tree = featuresOf(document).outline ? treeOf(document) : undefined;
    return tree === undefined ? [] : outlineOf(tree).map(symbolOf);
  }

  provideFoldingRanges(document: vscode.TextDocument): vscode.FoldingRange[] | undefined {
    const tree = featuresOf(document).folding ? treeOf(document) : undefined;
    return (
      tree &&
      foldsOf(tree).map(({ start, end, kind }) =>
        kind === 'comment'
          ? new vscode.FoldingRange(start, end, vscode.FoldingRangeKind.Comment)
          : new vscode.FoldingRange(start, end),
      )
    );
  }

  dispose(): void {
    this.#registered.dispose();
  }
}

function symbolOf({ kind, name, detail, range, selection, children }: OutlineSymbol): vscode.DocumentSymbol {
  const symbol = new vscode.DocumentSymbol(name, detail, KINDS[kind], rangeOf(range), rangeOf(selection));
  symbol.children = children.map(symbolOf);
  return symbol;
}
