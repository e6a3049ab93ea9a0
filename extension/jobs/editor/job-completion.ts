import * as vscode from 'vscode';
import type { Completion } from '../../../job-language/language-service/completion.ts';
import type { Model } from '../../model/model.ts';
import { treeOf } from './document-tree.ts';
import { jobFacts, projectOfDocument } from './job-facts.ts';
import { jobOfAddress } from './job-uri.ts';
import type { ProjectNodes } from './project-nodes.ts';
import type { RecognisedDocuments } from './recognised-documents.ts';
import { rangeOf } from './text-ranges.ts';
import { featuresOf } from './yaml-extension.ts';

/** Characters, besides those of words, after which VS Code requests completions. */
const TRIGGERS = ['$', '{', '@', '.', ':', ' ', ',', '+', '/', '-'];

const KINDS: Readonly<Record<Completion['kind'], vscode.CompletionItemKind>> = {
  option: vscode.CompletionItemKind.Variable,
  enumeration: vscode.CompletionItemKind.EnumMember,
  value: vscode.CompletionItemKind.Value,
  tag: vscode.CompletionItemKind.Constant,
  job: vscode.CompletionItemKind.Reference,
  'key-path': vscode.CompletionItemKind.File,
  node: vscode.CompletionItemKind.Value,
  attribute: vscode.CompletionItemKind.Property,
};

interface JobCompletionPorts {
  readonly documents: RecognisedDocuments;
  readonly model: () => Model;
  readonly nodes: ProjectNodes;
}

/** Provides completion of values in stored jobs and job files. */
export class JobCompletion implements vscode.CompletionItemProvider, vscode.Disposable {
  readonly #registered: vscode.Disposable;
  readonly #model: () => Model;
  readonly #nodes: ProjectNodes;

  constructor({ documents, model, nodes }: JobCompletionPorts) {
    this.#registered = documents.provide((selector) =>
      vscode.languages.registerCompletionItemProvider(selector, this, ...TRIGGERS),
    );
    this.#model = model;
    this.#nodes = nodes;
  }

  async provideCompletionItems(
    document: vscode.TextDocument,
    { line, character: column }: vscode.Position,
  ): Promise<vscode.CompletionList> {
    const tree = treeOf(document);
    if (tree === undefined) return new vscode.CompletionList();
    const { needsNodesAt, valueChoicesAt } = await import('../checker/main.ts');
    const model = this.#model();
    const project = projectOfDocument(model, jobOfAddress(document.uri));
    const needsNodes = project !== undefined && needsNodesAt(tree, { line, column });
    const nodes = needsNodes ? await this.#nodes.of(project, model) : [];
    const facts = { ...jobFacts(model, project), nodes };
    const { items, isIncomplete } = valueChoicesAt(tree, { line, column }, facts);
    // If the YAML extension provides completion, it already offers the values of the published schema.
    const missing = featuresOf(document).completion
      ? items
      : items.filter(({ kind }) => kind !== 'enumeration');
    return new vscode.CompletionList(missing.map(itemOf), isIncomplete);
  }

  dispose(): void {
    this.#registered.dispose();
  }
}

function itemOf({ kind, label, insert, detail, range, lineAbove }: Completion): vscode.CompletionItem {
  const item = new vscode.CompletionItem({ label, description: detail }, KINDS[kind]);
  item.insertText = insert;
  item.range = rangeOf(range);
  if (insert.startsWith(' ')) item.filterText = insert;
  if (lineAbove !== undefined) {
    const start = new vscode.Position(lineAbove.line, 0);
    item.additionalTextEdits = [vscode.TextEdit.insert(start, lineAbove.text)];
  }
  return item;
}
