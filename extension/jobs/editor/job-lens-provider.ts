import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { JobId } from '../../../protocol/ids.ts';
import type { Execution } from '../../../protocol/routes/shapes/execution-shapes.ts';
import { COMMANDS } from '../../ids/commands.ts';
import type { Event } from '../../lifecycle/event.ts';
import type { Model } from '../../model/model.ts';
import type { Subject } from '../../tree/tree-node.ts';
import { treeOf } from './document-tree.ts';
import { projectOfDocument, runnerFacts } from './job-facts.ts';
import { jobOfAddress } from './job-uri.ts';
import { lastRunOf, lastRunText } from './last-run.ts';
import type { RecognisedDocuments } from './recognised-documents.ts';

export interface ModelSource {
  readonly model: Model;
  readonly onDidChange: Event<Model>;
}

/**
 * Shows commands and the number of runners above each job, and the last run of a stored job. A job of a file runs as a
 * draft, because it may not be stored.
 */
export class JobLensProvider implements vscode.CodeLensProvider, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChangeCodeLenses = this.#changed.event;
  readonly #store: ModelSource;
  readonly #registered: vscode.Disposable;
  #runners: Model['runners'];
  #executions: Model['executions'];
  /** The last runs that are shown. */
  readonly #lastRuns = new Map<JobId, Execution | undefined>();

  constructor(documents: RecognisedDocuments, store: ModelSource) {
    this.#store = store;
    this.#runners = store.model.runners;
    this.#executions = store.model.executions;
    this.#registered = vscode.Disposable.from(
      this.#changed,
      documents.provide((selector) => vscode.languages.registerCodeLensProvider(selector, this)),
      store.onDidChange((model) => this.#follow(model)),
    );
  }

  async provideCodeLenses(document: vscode.TextDocument): Promise<vscode.CodeLens[]> {
    const tree = treeOf(document);
    if (tree === undefined) return [];
    const { lensesOf } = await import('../checker/main.ts');
    const { model } = this.#store;
    const jobId = jobOfAddress(document.uri);
    const project = projectOfDocument(model, jobId);
    const uri = document.uri.toString();
    return lensesOf(tree, runnerFacts(model, project)).flatMap(({ line, runners, hasOptions }) => {
      const subject: Subject =
        jobId === undefined || project === undefined
          ? { kind: 'document', uri, line }
          : { kind: 'job', jobId, project };
      const lens = (title: string, command: string) =>
        new vscode.CodeLens(new vscode.Range(line, 0, line, 0), { title, command, arguments: [subject] });
      if (subject.kind !== 'job')
        return [
          lens(l10n.t('Run as Draft'), COMMANDS.runDraft),
          lens(l10n.t('Preview'), COMMANDS.previewPlan),
          ...(runners === undefined ? [] : [lens(runners, '')]),
        ];
      return [
        lens(l10n.t('Run'), COMMANDS.runJob),
        ...(hasOptions ? [lens(l10n.t('Run with Form'), COMMANDS.runJobWithForm)] : []),
        lens(l10n.t('Preview'), COMMANDS.previewPlan),
        lens(l10n.t('Edit Tags'), COMMANDS.editJobTags),
        ...(runners === undefined ? [] : [lens(runners, COMMANDS.editJobTags)]),
        ...(jobId === undefined ? [] : this.#lastRunLens(jobId, line)),
      ];
    });
  }

  #lastRunLens(jobId: JobId, line: number): vscode.CodeLens[] {
    const last = lastRunOf(this.#store.model, jobId);
    this.#lastRuns.set(jobId, last);
    if (last === undefined) return [];
    const subject: Subject = { kind: 'execution', executionId: last.id };
    const command = { title: lastRunText(last), command: COMMANDS.openOutput, arguments: [subject] };
    return [new vscode.CodeLens(new vscode.Range(line, 0, line, 0), command)];
  }

  #follow(model: Model): void {
    const { runners, executions } = model;
    const isOtherRun =
      executions !== this.#executions &&
      [...this.#lastRuns].some(([jobId, shown]) => lastRunOf(model, jobId) !== shown);
    if (runners === this.#runners && !isOtherRun) return;
    this.#runners = runners;
    this.#executions = executions;
    this.#lastRuns.clear();
    this.#changed.fire();
  }

  dispose(): void {
    this.#registered.dispose();
  }
}
