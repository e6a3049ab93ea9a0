import * as l10n from '@vscode/l10n';
import { jobPath } from '../../../job-language/format/job-path.ts';
import type { Client } from '../../../protocol/client/client.ts';
import { explain } from '../../../protocol/errors/outrunner-error.ts';
import type { ExecutionId, JobId } from '../../../protocol/ids.ts';
import { JobHistoryCommand, type JobHistoryUpdate } from '../../../protocol/webview/job-history.ts';
import type { Model } from '../../model/model.ts';
import type { PanelSession, PanelView } from '../../webviews/panel-session.ts';
import { jobHistory } from './job-history.ts';

/** Maximum number of executions that the history shows. */
const SHOWN_RUNS = 50;

export interface HistorySessionNeeds {
  readonly job: JobId;
  /** Returns the current client. Undefined while there is no connection. */
  readonly client: () => Pick<Client, 'listJobExecutions'> | undefined;
  readonly model: () => Model;
  readonly open: (execution: ExecutionId) => void;
  readonly runAgain: (execution: ExecutionId) => Promise<void>;
  /** Opens the form of the job with the options of an execution. */
  readonly runWithForm: (execution: ExecutionId) => Promise<void>;
  /** Epoch ms. */
  readonly now: () => number;
}

interface HistoryRead {
  /** The job's executions in the model at the time of the read. Undefined for {@link NOT_READ}. */
  readonly executions: string | undefined;
}

/** The state before the first read and after a failed read: the next change of the model starts a read. */
const NOT_READ: HistoryRead = { executions: undefined };

/** The history of one job: reads its latest executions when the page opens and when one of them changes. */
export class HistorySession implements PanelSession {
  readonly #needs: HistorySessionNeeds;
  readonly #view: PanelView;
  /** The last read, pending or successful. Undefined while the page is hidden. */
  #lastRead: HistoryRead | undefined;

  constructor(needs: HistorySessionNeeds, view: PanelView) {
    this.#needs = needs;
    this.#view = view;
  }

  async receive(message: unknown): Promise<void> {
    const command = JobHistoryCommand.safeParse(message);
    if (!command.success) return;
    switch (command.data.type) {
      case 'ready':
        this.#lastRead = NOT_READ;
        return this.refresh();
      case 'open':
        this.#needs.open(command.data.execution);
        return;
      case 'runAgain':
        return this.#needs.runAgain(command.data.execution);
      case 'runWithForm':
        return this.#needs.runWithForm(command.data.execution);
    }
  }

  async refresh(): Promise<void> {
    const { job: id, client, model } = this.#needs;
    const job = model().jobs.find((it) => it.id === id);
    const current = model()
      .executions.filter((it) => it.job?.id === id)
      .map(({ id: execution, status }) => `${execution} ${status}`)
      .join();
    if (job === undefined || this.#lastRead === undefined || this.#lastRead.executions === current) return;
    const read: HistoryRead = { executions: current };
    this.#lastRead = read;
    this.#view.setTitle(l10n.t('History: {0}', jobPath(job)));
    const { history, isComplete } = await this.#read(client());
    // The page was hidden, or a later read shows newer executions.
    if (this.#lastRead !== read) return;
    if (!isComplete) this.#lastRead = NOT_READ;
    const update: JobHistoryUpdate = {
      type: 'state',
      state: { job: jobPath(job), project: job.project, ...history },
    };
    this.#view.post(update);
  }

  hide(): void {
    this.#lastRead = undefined;
  }

  /** Reads the history. If that fails, returns the problem as the message of an empty history. */
  async #read(client: Pick<Client, 'listJobExecutions'> | undefined): Promise<{
    readonly history: Omit<JobHistoryUpdate['state'], 'job' | 'project'>;
    readonly isComplete: boolean;
  }> {
    const failed = (message: string) => ({ history: { summary: '', runs: [], message }, isComplete: false });
    if (client === undefined) return failed(l10n.t('Not connected to a coordinator.'));
    try {
      const { executions } = await client.listJobExecutions({
        params: { job: this.#needs.job },
        query: { max: String(SHOWN_RUNS) },
      });
      const message = executions.length === 0 ? l10n.t('This job has not been run yet.') : '';
      return { history: { ...jobHistory(executions, this.#needs.now()), message }, isComplete: true };
    } catch (error) {
      return failed(explain(error));
    }
  }
}
