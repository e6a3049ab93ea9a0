import * as l10n from '@vscode/l10n';
import { isHealthy } from '../../../job-language/runner-choice/health.ts';
import type { Client } from '../../../protocol/client/client.ts';
import { explain, OutrunnerError } from '../../../protocol/errors/outrunner-error.ts';
import type { JobId } from '../../../protocol/ids.ts';
import type { ChoicePreview } from '../../../protocol/routes/shapes/choice-shapes.ts';
import type { JobOverview, JobSelector } from '../../../protocol/routes/shapes/job-shapes.ts';
import type { OfferedTag, TaggingState, TagSelection } from '../../../protocol/webview/tagging-editor.ts';
import type { Model } from '../../model/model.ts';
import { tagUses } from '../../model/tag-uses.ts';
import { isSavable, sameSelection, selectionOf, selectorOfSelection } from './tag-selection.ts';

/** The API calls that a session makes. */
export type TaggingCalls = Pick<Client, 'previewChoice' | 'setJobSelectors'>;

/** The services that a session needs from the extension. */
export interface TaggingNeeds {
  readonly job: JobId;
  readonly client: () => TaggingCalls | undefined;
  readonly model: () => Model;
  /** Called with each new state. */
  readonly show: (state: TaggingState) => void;
}

/** The state of one tagging editor: the selection, the runners that currently match it, and the save in progress. */
export class TaggingSession {
  readonly #needs: TaggingNeeds;
  /** The unsaved selection. Undefined while it equals the saved selection. */
  #chosen: TagSelection | undefined;
  #choice: ChoicePreview = { candidates: [] };
  #saving = false;
  #notice: TaggingState['notice'];
  #asked = 0;

  constructor(needs: TaggingNeeds) {
    this.#needs = needs;
  }

  get job(): JobOverview | undefined {
    return this.#needs.model().jobs.find((job) => job.id === this.#needs.job);
  }

  async select(selection: TagSelection): Promise<void> {
    this.#chosen = selection;
    this.#notice = undefined;
    await this.refresh();
  }

  async revert(): Promise<void> {
    this.#chosen = undefined;
    this.#notice = undefined;
    await this.refresh();
  }

  /** Saves the selection in the job's definition. The rest of the definition remains unchanged. */
  async save(): Promise<void> {
    const { job } = this;
    if (job === undefined || this.#chosen === undefined) return;
    const selector = selectorOfSelection(this.#chosen);
    if (selector === undefined)
      return this.#notify(
        'problem',
        l10n.t('Choose at least one tag, enter a filter, or choose the Local Runner.'),
      );
    this.#saving = true;
    this.#show();
    try {
      const client = this.#client();
      const { failed } = await client.setJobSelectors({
        body: { jobs: [{ id: job.id, revision: job.revision }], selector },
      });
      this.#saving = false;
      const [problem] = failed;
      if (problem !== undefined) return this.#notify('problem', problem.message);
      this.#notify('saved', l10n.t('Saved.'));
    } catch (error) {
      this.#saving = false;
      this.#notify('problem', explain(error));
    }
  }

  /** Shows the current state, and shows it again once the matching runners are known. Called when the model changes. */
  async refresh(): Promise<void> {
    const { job } = this;
    if (job === undefined) return;
    if (this.#chosen !== undefined && sameSelection(this.#chosen, selectionOf(job.selector)))
      this.#chosen = undefined;
    this.#show();
    const selector = selectorOfSelection(this.#selection(job));
    this.#asked += 1;
    const asked = this.#asked;
    const choice = await this.#preview(job, selector);
    // A later refresh superseded this one.
    if (asked !== this.#asked) return;
    this.#choice = choice;
    this.#show();
  }

  async #preview(job: JobOverview, selector: JobSelector | undefined): Promise<ChoicePreview> {
    if (selector === undefined) {
      const problem =
        this.#selection(job).where === 'filter'
          ? l10n.t('Enter a filter.')
          : l10n.t('Choose at least one tag.');
      return { candidates: [], problem };
    }
    try {
      return await this.#client().previewChoice({ body: { project: job.project, selector } });
    } catch (error) {
      return { candidates: [], problem: explain(error) };
    }
  }

  #client(): TaggingCalls {
    const client = this.#needs.client();
    if (client === undefined) throw new OutrunnerError('not-connected');
    return client;
  }

  #selection(job: JobOverview): TagSelection {
    return this.#chosen ?? selectionOf(job.selector);
  }

  #notify(kind: 'saved' | 'problem', text: string): void {
    this.#notice = { kind, text };
    this.#show();
  }

  #show(): void {
    const { job } = this;
    if (job === undefined) return;
    const { candidates, problem } = this.#choice;
    this.#needs.show({
      job: { name: job.name, group: job.group, project: job.project },
      offered: offeredTags(this.#needs.model(), job),
      selection: this.#selection(job),
      matching: candidates.map(({ name, health, tags, running, maxRunning }) => ({
        name,
        health,
        tags,
        running,
        maxRunning,
      })),
      ...(problem === undefined ? {} : { explanation: problem }),
      changed: this.#chosen !== undefined,
      savable: this.#chosen !== undefined && !this.#saving && isSavable(this.#chosen),
      saving: this.#saving,
      ...(this.#notice === undefined ? {} : { notice: this.#notice }),
    });
  }
}

function offeredTags(model: Model, job: JobOverview): readonly OfferedTag[] {
  const serving = model.runners.filter((runner) => runner.assignedProjects.includes(job.project));
  return tagUses({
    ...model,
    runners: serving,
    jobs: model.jobs.filter((it) => it.project === job.project),
  }).map(({ tag, runners }) => ({
    tag,
    runners: runners.length,
    healthy: runners.filter((runner) => isHealthy(runner.health)).length,
  }));
}
