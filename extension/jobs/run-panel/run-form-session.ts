import * as l10n from '@vscode/l10n';
import { jobPath } from '../../../job-language/format/job-path.ts';
import type { Client } from '../../../protocol/client/client.ts';
import { explain } from '../../../protocol/errors/outrunner-error.ts';
import type { JobId } from '../../../protocol/ids.ts';
import type { Execution } from '../../../protocol/routes/shapes/execution-shapes.ts';
import type { JobOverview } from '../../../protocol/routes/shapes/job-shapes.ts';
import { RunFormCommand, type RunFormState, type RunFormUpdate } from '../../../protocol/webview/run-form.ts';
import { localTime, selectorText, sizeText } from '../../model/display-text.ts';
import type { Model } from '../../model/model.ts';
import type { PanelSession, PanelView } from '../../webviews/panel-session.ts';
import type { ChosenFile, RunAnswers } from '../run-form/run-answers.ts';
import type { RunPlace } from '../run-form/start-run.ts';
import type { RememberedRuns } from './remembered-runs.ts';
import { draftText, parsedDraft, type RunFormDraft } from './run-form-draft.ts';
import { type RunFormCalls, RunFormLookups } from './run-form-lookups.ts';
import { type FirstInputs, OWN_SETTINGS, RunFormValues } from './run-form-values.ts';

export interface RunFormNeeds {
  readonly job: JobId;
  /** Returns the current client. Undefined while there is no connection. */
  readonly client: () => (RunFormCalls & Pick<Client, 'getJobOptions' | 'getSettings'>) | undefined;
  readonly model: () => Model;
  readonly remembered: RememberedRuns;
  /** Returns the key of the chosen coordinator; undefined without one. */
  readonly coordinator: () => string | undefined;
  /** Asks the user for a file. Undefined if the user cancels. */
  readonly chooseFile: (title: string) => Promise<ChosenFile | undefined>;
  /** Starts the run, and shows its output. Undefined if the user cancels. */
  readonly start: (job: JobOverview, answers: RunAnswers, place: RunPlace) => Promise<Execution | undefined>;
  /** Epoch ms. */
  readonly now: () => number;
}

/** The form of one job: its values, their problems, and the run that is being started. */
export class RunFormSession implements PanelSession {
  readonly #needs: RunFormNeeds;
  readonly #view: PanelView;
  readonly #lookups: RunFormLookups;
  #values: RunFormValues | undefined;
  /** The largest file that the coordinator accepts, in bytes. */
  #fileLimit = 0;
  /** The revision of the job whose options the form shows. */
  #revision: number | undefined;
  /** The values of the next form that is loaded. They replace those that the form shows. */
  #filled: FirstInputs | undefined;
  /** The inputs of the user before the window was reloaded. */
  #draft: RunFormDraft | undefined;
  #isVisible = false;
  #isLoading = false;
  #isStarting = false;
  #notice: RunFormState['notice'];

  constructor(needs: RunFormNeeds, view: PanelView) {
    this.#needs = needs;
    this.#view = view;
    this.#lookups = new RunFormLookups({ job: needs.job, client: needs.client, onFound: () => this.#show() });
  }

  async receive(message: unknown): Promise<void> {
    const command = RunFormCommand.safeParse(message);
    if (command.success) await this.#act(command.data);
  }

  async refresh(): Promise<void> {
    if (!this.#isVisible) return;
    if (this.#values === undefined || this.#filled !== undefined) await this.#load();
    else {
      // Repeats the lookups that failed while the coordinator was unreachable.
      this.#look();
      this.#show();
    }
  }

  /** Replaces the values of the options, for example by those of an execution, and resets the other inputs. */
  async fill(values: Readonly<Record<string, string>>): Promise<void> {
    this.#filled = { values };
    await this.refresh();
  }

  /** Forgets the secure values, because their fields are empty when the page is shown again. */
  hide(): void {
    this.#isVisible = false;
    this.#values?.forgetSecureValues();
  }

  async #act(command: RunFormCommand): Promise<void> {
    switch (command.type) {
      case 'ready':
        this.#isVisible = true;
        if (this.#values === undefined) this.#draft = parsedDraft(command.draft);
        return this.refresh();
      case 'reload':
        return this.#load();
      case 'change':
        this.#values?.set(command.name, { kind: 'value', value: command.value });
        return this.#changed();
      case 'set':
        this.#values?.setSettings(command.settings);
        return this.#changed();
      case 'removeFile':
        this.#values?.remove(command.name);
        return this.#changed();
      case 'chooseFile':
        return this.#chooseFile(command.name);
      case 'loadValues':
        this.#lookups.forgetValues();
        return this.#changed();
      case 'run':
        return this.#run(command.later);
    }
  }

  get #job(): JobOverview | undefined {
    return this.#needs.model().jobs.find(({ id }) => id === this.#needs.job);
  }

  /** Reads the options of the job. Keeps the values of options that the form already shows. */
  async #load(): Promise<void> {
    const { client, job: id, remembered } = this.#needs;
    const job = this.#job;
    const connected = client();
    if (this.#isLoading || job === undefined || connected === undefined) return this.#show();
    this.#isLoading = true;
    this.#notice = undefined;
    try {
      // Loaded with the first form, because the pattern engine is large.
      const [{ problemOfValue }, asked, settings] = await Promise.all([
        import('../checker/main.ts'),
        connected.getJobOptions({ params: { job: id } }),
        connected.getSettings(),
      ]);
      const draft = this.#filled === undefined ? this.#draft : undefined;
      const before =
        this.#filled ??
        this.#values?.storable() ??
        draft?.run ??
        remembered.of(this.#needs.coordinator(), id);
      this.#values = new RunFormValues({ asked, before, problemOf: problemOfValue });
      if (draft !== undefined) this.#values.restore(draft);
      this.#filled = undefined;
      this.#draft = undefined;
      this.#fileLimit = settings.uploads.fileBytes;
      this.#revision = job.revision;
      this.#lookups.forgetValues();
    } catch (error) {
      this.#notice = { kind: 'problem', text: explain(error) };
    } finally {
      this.#isLoading = false;
    }
    this.#look();
    this.#show();
  }

  #changed(): void {
    this.#notice = undefined;
    this.#look();
    this.#show();
  }

  #look(): void {
    if (this.#values !== undefined) this.#lookups.update(this.#values);
  }

  async #chooseFile(name: string): Promise<void> {
    const values = this.#values;
    if (values === undefined) return;
    const file = await this.#needs.chooseFile(l10n.t('File for {0}', values.labelOf(name)));
    if (file === undefined) return;
    if (file.size <= this.#fileLimit) values.set(name, { kind: 'file', file });
    else
      values.refuse(
        name,
        l10n.t(
          '{0} is too large: {1}. Choose a file of at most {2}.',
          file.name,
          sizeText(file.size),
          sizeText(this.#fileLimit),
        ),
      );
    this.#changed();
  }

  async #run(later: boolean): Promise<void> {
    const values = this.#values;
    const job = this.#job;
    if (values === undefined || job === undefined || this.#isStarting) return;
    if (!values.check(later, this.#lookups.listed, this.#needs.now())) {
      this.#notice = { kind: 'problem', text: l10n.t('Correct the marked fields first.') };
      this.#show();
      return;
    }
    this.#isStarting = true;
    this.#notice = undefined;
    this.#show();
    // The window may have another coordinator once the run has started.
    const coordinator = this.#needs.coordinator();
    try {
      const execution = await this.#needs.start(job, values.answers(), values.place(later));
      if (execution !== undefined) {
        const { startAt } = values.settings;
        this.#notice = { kind: 'done', text: startedText(execution, later ? startAt : '') };
        await this.#needs.remembered.remember(coordinator, job.id, values.storable());
      }
    } catch (error) {
      const other = values.reject(error);
      this.#notice = { kind: 'problem', text: other ?? l10n.t('Correct the marked fields.') };
    } finally {
      this.#isStarting = false;
    }
    this.#show();
  }

  #show(): void {
    const job = this.#job;
    if (job === undefined) {
      const text = l10n.t('This job does not exist, or there is no connection to its coordinator.');
      if (this.#values === undefined) this.#post({ ...NOTHING, notice: { kind: 'problem', text } });
      else this.#post({ ...this.#state(this.#values), runnable: false, notice: { kind: 'problem', text } });
      return;
    }
    this.#view.setTitle(l10n.t('Run: {0}', jobPath(job)));
    const shown = { job: jobPath(job), project: job.project, description: job.description };
    const state = this.#values === undefined ? NOTHING : this.#state(this.#values);
    this.#post({
      ...state,
      ...shown,
      ...(state.runners === undefined ? {} : { runners: { ...state.runners, ofJob: selectorText(job) } }),
      changed: this.#revision !== undefined && this.#revision !== job.revision,
      runnable: this.#values !== undefined && !this.#isStarting,
      ...(this.#notice === undefined ? {} : { notice: this.#notice }),
    });
  }

  #state(values: RunFormValues): RunFormState {
    const { listed, nodes, runners } = this.#lookups;
    const shown = values.shown(listed, this.#needs.now());
    return {
      ...NOTHING,
      ...shown,
      draft: draftText(values.draft()),
      ...(shown.nodes === undefined ? {} : { nodes: { ...shown.nodes, hint: nodes } }),
      ...(shown.runners === undefined ? {} : { runners: { ...shown.runners, hint: runners } }),
    };
  }

  #post(state: RunFormState): void {
    const update: RunFormUpdate = { type: 'state', state };
    if (this.#isVisible) this.#view.post(update);
  }
}

const NOTHING: RunFormState = {
  job: '',
  project: '',
  description: '',
  fields: [],
  settings: OWN_SETTINGS,
  startProblem: '',
  changed: false,
  runnable: false,
};

function startedText({ id }: Execution, startAt: string): string {
  return startAt === ''
    ? l10n.t('Execution {0} started.', id)
    : l10n.t('Execution {0} starts at {1}.', id, localTime(Date.parse(startAt)));
}
