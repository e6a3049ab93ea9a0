import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { BlockTree } from '../../../job-language/language-service/block-tree.ts';
import type { JobBlocks } from '../../../job-language/language-service/job-blocks.ts';
import { jobReferenceAt, jobTarget } from '../../../job-language/language-service/job-target.ts';
import { occurrencesAt } from '../../../job-language/language-service/option-occurrences.ts';
import {
  definedName,
  jobNameProblem,
  namedJobAt,
  referencesToJob,
} from '../../../job-language/language-service/rename-job.ts';
import { renamableAt, renameOption } from '../../../job-language/language-service/rename-option.ts';
import type { TextPosition, TextRange } from '../../../job-language/language-service/text-range.ts';
import { JobId } from '../../../protocol/ids.ts';
import { JOB_SCHEME } from '../../ids/schemes.ts';
import type { Model } from '../../model/model.ts';
import { treeOf } from './document-tree.ts';
import { projectOfDocument } from './job-facts.ts';
import { jobAddress, jobOfAddress } from './job-uri.ts';
import type { RecognisedDocuments } from './recognised-documents.ts';
import { MOST_SEARCHED, searchedJobs } from './searched-jobs.ts';
import { rangeOf } from './text-ranges.ts';

/** Returns a function from the URI of a file to the project to which its folder is linked. */
export type LinkedProjects = () => Promise<(uri: string) => string | undefined>;

/**
 * Provides definition, references and rename of options and jobs. The references to a job are those in its file, and
 * those of the same project in open documents and in files of the workspace.
 */
export class JobNavigation
  implements vscode.DefinitionProvider, vscode.ReferenceProvider, vscode.RenameProvider, vscode.Disposable
{
  readonly #registered: vscode.Disposable;
  readonly #model: () => Model;
  readonly #linkedProjects: LinkedProjects;

  constructor(documents: RecognisedDocuments, model: () => Model, linkedProjects: LinkedProjects) {
    this.#registered = documents.provide((selector) =>
      vscode.Disposable.from(
        vscode.languages.registerDefinitionProvider(selector, this),
        vscode.languages.registerReferenceProvider(selector, this),
        vscode.languages.registerRenameProvider(selector, this),
      ),
    );
    this.#model = model;
    this.#linkedProjects = linkedProjects;
  }

  provideDefinition(document: vscode.TextDocument, at: vscode.Position): vscode.Location | undefined {
    const tree = blocksOf(document);
    const position = positionOf(at);
    const definition = occurrencesAt(tree, position).find(({ form }) => form === 'definition');
    if (definition !== undefined) return new vscode.Location(document.uri, rangeOf(definition.range));
    return this.#jobAt(document, tree, position);
  }

  async provideReferences(
    document: vscode.TextDocument,
    at: vscode.Position,
    { includeDeclaration }: vscode.ReferenceContext,
    token: vscode.CancellationToken,
  ): Promise<vscode.Location[]> {
    const tree = blocksOf(document);
    const position = positionOf(at);
    const named = namedJobAt(tree, position);
    if (named !== undefined) {
      const { places } = await this.#placesOfName(document, named.job, token);
      const definition = includeDeclaration ? definedName(named.job) : undefined;
      const own = definition === undefined ? [] : [{ uri: document.uri, range: definition.range }];
      return [...own, ...places].map(({ uri, range }) => new vscode.Location(uri, rangeOf(range)));
    }
    return occurrencesAt(tree, position)
      .filter(({ form }) => includeDeclaration || form !== 'definition')
      .map(({ range }) => new vscode.Location(document.uri, rangeOf(range)));
  }

  prepareRename(
    document: vscode.TextDocument,
    at: vscode.Position,
  ): { range: vscode.Range; placeholder: string } {
    const tree = blocksOf(document);
    const option = renamableAt(tree, positionOf(at));
    if (option !== undefined) return { range: rangeOf(option.range), placeholder: option.option };
    const named = namedJobAt(tree, positionOf(at));
    if (named !== undefined) return { range: rangeOf(named.name.range), placeholder: named.name.text };
    throw new Error(
      l10n.t(
        'Only options and jobs of this file can be renamed. Place the cursor on the name of an option or a job.',
      ),
    );
  }

  async provideRenameEdits(
    document: vscode.TextDocument,
    at: vscode.Position,
    name: string,
    token: vscode.CancellationToken,
  ): Promise<vscode.WorkspaceEdit> {
    const tree = blocksOf(document);
    const edit = new vscode.WorkspaceEdit();
    const named = namedJobAt(tree, positionOf(at));
    if (named !== undefined) {
      const problem = jobNameProblem(tree, named.job, name);
      if (problem !== undefined) throw new Error(nameProblemText(problem, name));
      const { places, isIncomplete } = await this.#placesOfName(document, named.job, token);
      if (isIncomplete)
        throw new Error(
          l10n.t(
            'The workspace has more than {0} YAML files, so references could be missed. Open a folder with fewer.',
            MOST_SEARCHED,
          ),
        );
      const definition = definedName(named.job);
      if (definition !== undefined) edit.replace(document.uri, rangeOf(definition.range), name);
      for (const { uri, range } of places) edit.replace(uri, rangeOf(range), name);
      return edit;
    }
    const renaming = renameOption(tree, positionOf(at), name);
    if (renaming.kind === 'problem') throw new Error(renaming.problem);
    for (const { range, text } of renaming.changes) edit.replace(document.uri, rangeOf(range), text);
    return edit;
  }

  dispose(): void {
    this.#registered.dispose();
  }

  /** Returns where documents of the same project refer to a job. */
  async #placesOfName(
    document: vscode.TextDocument,
    job: JobBlocks,
    token: vscode.CancellationToken,
  ): Promise<{
    readonly places: readonly { readonly uri: vscode.Uri; readonly range: TextRange }[];
    readonly isIncomplete: boolean;
  }> {
    const linked = await this.#linkedProjects();
    const projectOf = (uri: vscode.Uri) => linked(uri.toString()) ?? this.#projectOf(uri);
    const project = projectOf(document.uri);
    const { jobs, isIncomplete } = await searchedJobs(document.uri, token);
    const texts = [
      { uri: document.uri, tree: blocksOf(document) },
      ...jobs.filter(({ uri }) => projectOf(uri) === project),
    ];
    const places = texts.flatMap(({ uri, tree }) =>
      referencesToJob(tree, job, project).map((range) => ({ uri, range })),
    );
    return { places, isIncomplete };
  }

  #projectOf(uri: vscode.Uri): string | undefined {
    return projectOfDocument(this.#model(), jobOfAddress(uri));
  }

  #jobAt(
    document: vscode.TextDocument,
    tree: BlockTree,
    position: TextPosition,
  ): vscode.Location | undefined {
    const reference = jobReferenceAt(tree, position);
    if (reference === undefined) return undefined;
    const { jobs } = this.#model();
    const project = this.#projectOf(document.uri);
    const target = jobTarget(tree, reference, jobs, project);
    if (target === undefined) return undefined;
    if (target.kind === 'in-file')
      return new vscode.Location(document.uri, new vscode.Position(target.job.line, 0));
    const address = jobAddress({ ...target.job, id: JobId.parse(target.job.id) });
    const uri = vscode.Uri.from({ scheme: JOB_SCHEME, ...address });
    return new vscode.Location(uri, new vscode.Position(0, 0));
  }
}

function nameProblemText(problem: 'too-long' | 'needs-quotes' | 'taken', name: string): string {
  switch (problem) {
    case 'too-long':
      return l10n.t('A job name has at most 255 characters. Choose a shorter one.');
    case 'needs-quotes':
      return l10n.t(
        '"{0}" cannot be the name of a job without quotes. Use letters, digits, spaces and the characters _ . ( ) + -',
        name,
      );
    case 'taken':
      return l10n.t('The file already has a job "{0}" in this group. Choose another name.', name);
  }
}

function positionOf({ line, character }: vscode.Position): TextPosition {
  return { line, column: character };
}

/** Returns the blocks of a document. Returns no blocks if the document is too long. */
function blocksOf(document: vscode.TextDocument): BlockTree {
  return treeOf(document) ?? { lines: [], roots: [] };
}
