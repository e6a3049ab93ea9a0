import * as vscode from 'vscode';
import { ownTimeZone } from '../../../support/time/own-time-zone.ts';
import type { Model } from '../../model/model.ts';
import { treeOf } from './document-tree.ts';
import { projectOfDocument, runnerFacts } from './job-facts.ts';
import { jobOfAddress } from './job-uri.ts';
import type { ProjectNodes } from './project-nodes.ts';
import type { RecognisedDocuments } from './recognised-documents.ts';

interface JobLiveHoverPorts {
  readonly documents: RecognisedDocuments;
  readonly model: () => Model;
  readonly nodes: ProjectNodes;
}

/** Shows on hover which runners and nodes match now, and when a schedule fires next. */
export class JobLiveHover implements vscode.HoverProvider, vscode.Disposable {
  readonly #registered: vscode.Disposable;
  readonly #model: () => Model;
  readonly #nodes: ProjectNodes;

  constructor({ documents, model, nodes }: JobLiveHoverPorts) {
    this.#registered = documents.provide((selector) =>
      vscode.languages.registerHoverProvider(selector, this),
    );
    this.#model = model;
    this.#nodes = nodes;
  }

  async provideHover(
    document: vscode.TextDocument,
    { line, character: column }: vscode.Position,
  ): Promise<vscode.Hover | undefined> {
    const tree = treeOf(document);
    if (tree === undefined) return undefined;
    const { liveTextAt, liveTextNeedsNodesAt } = await import('../checker/main.ts');
    const at = { line, column };
    const model = this.#model();
    const project = projectOfDocument(model, jobOfAddress(document.uri));
    const needsNodes = project !== undefined && liveTextNeedsNodesAt(tree, at);
    // Empty if the project has no nodes or too many to load, or if they cannot be loaded.
    const nodes = needsNodes ? await this.#nodes.of(project, model) : [];
    const text = liveTextAt(tree, at, {
      runners: runnerFacts(model, project),
      nodes: nodes.length === 0 ? undefined : nodes,
      now: Date.now(),
      timeZone: ownTimeZone(),
    });
    return text === undefined ? undefined : new vscode.Hover(new vscode.MarkdownString(text, false));
  }

  dispose(): void {
    this.#registered.dispose();
  }
}
