import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { BlockTree } from '../../../job-language/language-service/block-tree.ts';
import { jobReferenceAt, jobTarget } from '../../../job-language/language-service/job-target.ts';
import { occurrencesAt } from '../../../job-language/language-service/option-occurrences.ts';
import { renamableAt, renameOption } from '../../../job-language/language-service/rename-option.ts';
import type { TextPosition } from '../../../job-language/language-service/text-range.ts';
import { JobId } from '../../../protocol/ids.ts';
import { JOB_SCHEME } from '../../ids/schemes.ts';
import type { Model } from '../../model/model.ts';
import { treeOf } from './document-tree.ts';
import { projectOfDocument } from './job-facts.ts';
import { jobAddress, jobOfAddress } from './job-uri.ts';
import type { RecognisedDocuments } from './recognised-documents.ts';
import { rangeOf } from './text-ranges.ts';

/** Provides definition, references and rename of options, and the definition of job references. */
export class JobNavigation
  implements vscode.DefinitionProvider, vscode.ReferenceProvider, vscode.RenameProvider, vscode.Disposable
{
  readonly #registered: vscode.Disposable;
  readonly #model: () => Model;

  constructor(documents: RecognisedDocuments, model: () => Model) {
    this.#registered = documents.provide((selector) =>
      vscode.Disposable.from(
        vscode.languages.registerDefinitionProvider(selector, this),
        vscode.languages.registerReferenceProvider(selector, this),
        vscode.languages.registerRenameProvider(selector, this),
      ),
    );
    this.#model = model;
  }

  provideDefinition(document: vscode.TextDocument, at: vscode.Position): vscode.Location | undefined {
    const tree = blocksOf(document);
    const position = positionOf(at);
    const definition = occurrencesAt(tree, position).find(({ form }) => form === 'definition');
    if (definition !== undefined) return new vscode.Location(document.uri, rangeOf(definition.range));
    return this.#jobAt(document, tree, position);
  }

  provideReferences(
    document: vscode.TextDocument,
    at: vscode.Position,
    { includeDeclaration }: vscode.ReferenceContext,
  ): vscode.Location[] {
    return occurrencesAt(blocksOf(document), positionOf(at))
      .filter(({ form }) => includeDeclaration || form !== 'definition')
      .map(({ range }) => new vscode.Location(document.uri, rangeOf(range)));
  }

  prepareRename(
    document: vscode.TextDocument,
    at: vscode.Position,
  ): { range: vscode.Range; placeholder: string } {
    const found = renamableAt(blocksOf(document), positionOf(at));
    if (found === undefined)
      throw new Error(l10n.t('Only options can be renamed. Place the cursor on the name of an option.'));
    return { range: rangeOf(found.range), placeholder: found.option };
  }

  provideRenameEdits(document: vscode.TextDocument, at: vscode.Position, name: string): vscode.WorkspaceEdit {
    const renaming = renameOption(blocksOf(document), positionOf(at), name);
    if (renaming.kind === 'problem') throw new Error(renaming.problem);
    const edit = new vscode.WorkspaceEdit();
    for (const { range, text } of renaming.changes) edit.replace(document.uri, rangeOf(range), text);
    return edit;
  }

  dispose(): void {
    this.#registered.dispose();
  }

  #jobAt(
    document: vscode.TextDocument,
    tree: BlockTree,
    position: TextPosition,
  ): vscode.Location | undefined {
    const reference = jobReferenceAt(tree, position);
    if (reference === undefined) return undefined;
    const { jobs } = this.#model();
    const project = projectOfDocument(this.#model(), jobOfAddress(document.uri));
    const target = jobTarget(tree, reference, jobs, project);
    if (target === undefined) return undefined;
    if (target.kind === 'in-file')
      return new vscode.Location(document.uri, new vscode.Position(target.job.line, 0));
    const address = jobAddress({ ...target.job, id: JobId.parse(target.job.id) });
    const uri = vscode.Uri.from({ scheme: JOB_SCHEME, ...address });
    return new vscode.Location(uri, new vscode.Position(0, 0));
  }
}

function positionOf({ line, character }: vscode.Position): TextPosition {
  return { line, column: character };
}

/** Returns the blocks of a document. Returns no blocks if the document is too long. */
function blocksOf(document: vscode.TextDocument): BlockTree {
  return treeOf(document) ?? { lines: [], roots: [] };
}
