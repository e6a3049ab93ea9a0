import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { OutputDocumentOptions } from '../../commands/command.ts';
import { OUTPUT_SCHEME } from '../../ids/schemes.ts';
import type { ExecutionOutputs } from './execution-outputs.ts';
import { type ActiveOutput, type OutputAddress, outputUri } from './output-address.ts';
import { addressOf, type OutputFileSystem } from './output-file-system.ts';
import type { OutputTarget, TextAt } from './output-layout.ts';
import { type OutlineEntry, outputFolds, outputOutline } from './output-outline.ts';
import type { OutputPart } from './output-part.ts';

const LANGUAGE: vscode.DocumentSelector = { scheme: OUTPUT_SCHEME };

/**
 * Shows output in editors: opens it at a line, provides folding and outline, and scrolls to the end of growing output.
 */
export class OutputEditors
  implements vscode.FoldingRangeProvider, vscode.DocumentSymbolProvider, vscode.Disposable
{
  readonly #outputs: ExecutionOutputs;
  readonly #files: OutputFileSystem;
  readonly #owned: vscode.Disposable;

  constructor(outputs: ExecutionOutputs, files: OutputFileSystem) {
    this.#outputs = outputs;
    this.#files = files;
    this.#owned = vscode.Disposable.from(
      vscode.languages.registerFoldingRangeProvider(LANGUAGE, this),
      vscode.languages.registerDocumentSymbolProvider(LANGUAGE, this, { label: l10n.t('Steps') }),
      vscode.workspace.onDidChangeTextDocument((change) => this.#followEnd(change)),
    );
  }

  /** Shows a part at a line: the line of `at`, otherwise the last line if the output can grow. */
  async show(address: OutputAddress, { name, at, preserveFocus }: OutputDocumentOptions): Promise<void> {
    const uri = vscode.Uri.from({ scheme: OUTPUT_SCHEME, ...outputUri(address, name) });
    const document = await vscode.workspace.openTextDocument(uri);
    await this.#files.refresh(uri);
    const editor = await vscode.window.showTextDocument(document, { preserveFocus: preserveFocus === true });
    const part = await this.#outputs.open(address);
    const line = at === undefined ? endOf(part, document) : lineOf(part, at);
    if (line === undefined) return;
    // The editor may not contain the latest output yet.
    if (line >= document.lineCount) await vscode.commands.executeCommand('workbench.action.files.revert');
    if (line >= document.lineCount) return;
    const wanted = at !== undefined && 'text' in at ? at.text : '';
    const column = Math.max(0, document.lineAt(line).text.toLowerCase().indexOf(wanted.toLowerCase()));
    editor.selection = new vscode.Selection(line, column, line, column + wanted.length);
    editor.revealRange(editor.selection, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
  }

  /** Returns the output in the active editor. */
  active(): ActiveOutput | undefined {
    const editor = vscode.window.activeTextEditor;
    const address = editor && addressOf(editor.document.uri);
    if (editor === undefined || address === undefined) return undefined;
    const { document, selection } = editor;
    return { ...address, line: selection.active.line, selected: document.getText(selection) };
  }

  async provideFoldingRanges({ uri }: vscode.TextDocument): Promise<vscode.FoldingRange[]> {
    const address = addressOf(uri);
    if (address === undefined) return [];
    const { layout, firstLine } = await this.#outputs.open(address);
    return outputFolds(layout).map(
      ({ first, last }) => new vscode.FoldingRange(first + firstLine, last + firstLine),
    );
  }

  async provideDocumentSymbols(document: vscode.TextDocument): Promise<vscode.DocumentSymbol[]> {
    const address = addressOf(document.uri);
    if (address === undefined) return [];
    const { layout, firstLine } = await this.#outputs.open(address);
    return outputOutline(layout).map((entry) => symbolOf(document, entry, firstLine));
  }

  dispose(): void {
    this.#owned.dispose();
  }

  /** Scrolls to the new end if the editor showed the previous one. */
  #followEnd({ document, contentChanges }: vscode.TextDocumentChangeEvent): void {
    if (document.uri.scheme !== OUTPUT_SCHEME || contentChanges.length === 0) return;
    const from = Math.min(...contentChanges.map(({ range }) => range.start.line));
    for (const editor of vscode.window.visibleTextEditors) {
      const shown = editor.visibleRanges.at(-1)?.end.line ?? 0;
      if (editor.document !== document || shown < from) continue;
      const end = new vscode.Position(document.lineCount - 1, 0);
      editor.revealRange(new vscode.Range(end, end));
    }
  }
}

/** Returns the number of the last line if the part can grow, otherwise undefined. */
function endOf({ isComplete }: OutputPart, { lineCount }: vscode.TextDocument): number | undefined {
  return isComplete ? undefined : lineCount - 1;
}

function lineOf(part: OutputPart, target: OutputTarget | TextAt): number | undefined {
  return 'text' in target ? target.line : part.find(target)?.line;
}

function symbolOf(
  document: vscode.TextDocument,
  entry: OutlineEntry,
  firstLine: number,
): vscode.DocumentSymbol {
  const { name, detail, first, last, children } = entry;
  const begin = document.lineAt(Math.min(first + firstLine, document.lineCount - 1)).range;
  const end = document.lineAt(Math.min(last + firstLine, document.lineCount - 1)).range;
  const kind = children.length === 0 ? vscode.SymbolKind.Field : vscode.SymbolKind.Function;
  const symbol = new vscode.DocumentSymbol(name, detail, kind, begin.union(end), begin);
  symbol.children = children.map((child) => symbolOf(document, child, firstLine));
  return symbol;
}
