import * as l10n from '@vscode/l10n';
import type { Client } from '../../../protocol/client/client.ts';
import { explain, toOutrunnerError } from '../../../protocol/errors/outrunner-error.ts';
import type { JobId } from '../../../protocol/ids.ts';
import { counted, namesText } from '../../model/display-text.ts';
import { dependencies, storableValues, type ValuesFromUrls } from './run-form-answers.ts';
import type { RunFormValues } from './run-form-values.ts';

/** Maximum number of consecutive requests. Stops a loop if the URLs of options depend on each other. */
const MOST_ROUNDS = 50;

export type RunFormCalls = Pick<Client, 'listOptionValues' | 'plan'>;

export interface RunFormLookupsNeeds {
  readonly job: JobId;
  /** Undefined while there is no connection. */
  readonly client: () => RunFormCalls | undefined;
  readonly onFound: () => void;
}

/**
 * Asks the coordinator for the values of options from URLs, and for the nodes and runners of the run, while the user
 * changes the form. At most one request of each kind is in flight; changes during a request cause one more.
 */
export class RunFormLookups {
  /** The values from URLs, by option. */
  listed: ValuesFromUrls = {};
  /** The nodes that the run would use. */
  nodes = '';
  /** The runners that the run would use. */
  runners = '';
  readonly #needs: RunFormLookupsNeeds;
  #values: RunFormValues | undefined;
  #isLooking = false;
  #listedFor: string | undefined;
  #plannedFor: string | undefined;

  constructor(needs: RunFormLookupsNeeds) {
    this.#needs = needs;
  }

  /** Repeats the lookups that depend on a changed value. */
  update(values: RunFormValues): void {
    this.#values = values;
    if (this.#isLooking) return;
    this.#isLooking = true;
    void this.#look().finally(() => {
      this.#isLooking = false;
    });
  }

  /** Makes the next update load values, nodes and runners again, even if nothing has changed. */
  forgetValues(): void {
    this.listed = {};
    this.#listedFor = undefined;
    this.#plannedFor = undefined;
  }

  async #look(): Promise<void> {
    for (let round = 0; round < MOST_ROUNDS; round += 1) {
      const values = this.#values;
      if (values === undefined) return;
      const isNew = (await this.#list(values)) || (await this.#plan(values));
      if (!isNew && values === this.#values) return;
      this.#needs.onFound();
    }
  }

  /** Returns whether new values arrived, or the request must be repeated for changed values. */
  async #list(values: RunFormValues): Promise<boolean> {
    if (!values.options.some(({ remoteValues }) => remoteValues === true)) return false;
    const key = dependencies(values.options, values.byOption);
    const client = this.#needs.client();
    if (key === this.#listedFor || client === undefined) return false;
    this.#listedFor = key;
    const { listed, isReached } = await this.#listValues(client, values);
    // The result is outdated if the lookup was dropped, or the values changed during the request: look up again.
    if (this.#listedFor !== key || values !== this.#values) return true;
    this.listed = listed;
    values.adoptListed(listed);
    if (isReached) return true;
    // The next update asks again.
    this.#listedFor = undefined;
    this.#needs.onFound();
    return false;
  }

  async #listValues(
    client: RunFormCalls,
    { options, byOption }: RunFormValues,
  ): Promise<{ readonly listed: ValuesFromUrls; readonly isReached: boolean }> {
    try {
      const answer = await client.listOptionValues({
        params: { job: this.#needs.job },
        body: { options: storableValues(options, byOption) },
      });
      return { listed: answer.options, isReached: true };
    } catch (reason) {
      const { message: error, code, remedy } = toOutrunnerError(reason);
      const remote = options.filter(({ remoteValues }) => remoteValues === true);
      const listed = Object.fromEntries(remote.map(({ name }) => [name, { error, code, remedy }]));
      return { listed, isReached: code !== 'not-reached' };
    }
  }

  /** Returns whether the texts for nodes and runners changed. Returns false if the coordinator is unreachable. */
  async #plan(values: RunFormValues): Promise<boolean> {
    if (!values.canSelectNodes && !values.canSelectRunners) return false;
    const isComplete = values.isComplete(this.listed);
    const body = this.#planBody(values);
    const key = isComplete ? JSON.stringify(body) : '';
    const client = this.#needs.client();
    if (key === this.#plannedFor || client === undefined) return false;
    this.#plannedFor = key;
    if (!isComplete) {
      this.nodes = l10n.t('Complete the options to see the nodes.');
      this.runners = l10n.t('Complete the options to see the runners.');
      return true;
    }
    try {
      const planned = await client.plan({ body });
      const names = planned.nodes.flatMap(({ name }) => name ?? []);
      this.nodes =
        names.length === 0 ? l10n.t('No nodes') : `${counted(names.length, 'node')}: ${namesText(names)}`;
      const { candidates, problem } = planned.choice;
      const runners = candidates.map(({ name }) => name);
      const found = runners.length === 0 ? '' : `${counted(runners.length, 'runner')}: ${namesText(runners)}`;
      this.runners = [found, problem ?? ''].filter((text) => text !== '').join('. ');
    } catch (error) {
      this.nodes = explain(error);
      this.runners = explain(error);
      if (toOutrunnerError(error).code === 'not-reached') {
        // The next update asks again.
        this.#plannedFor = undefined;
        this.#needs.onFound();
        return false;
      }
    }
    return true;
  }

  /** A plan reads no file, so file names take the place of uploaded files. */
  #planBody(values: RunFormValues) {
    const answers = values.answers();
    const names = Object.entries(answers.files).map(([option, { name }]): [string, string] => [option, name]);
    const { filter, runnerFilter, runnerFilterMode } = values.place(false);
    return {
      job: this.#needs.job,
      options: { ...answers.values, ...Object.fromEntries(names) },
      ...(filter === undefined ? {} : { filter }),
      ...(runnerFilter === undefined ? {} : { runnerFilter }),
      ...(runnerFilterMode === undefined ? {} : { runnerFilterMode }),
    };
  }
}
