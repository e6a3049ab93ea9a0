/** A form of a job and its coordinator, for the tests of run forms. */

import assert from 'node:assert/strict';
import { DEFAULT_SETTINGS } from '../../../protocol/entities/settings.ts';
import { OutrunnerError } from '../../../protocol/errors/outrunner-error.ts';
import type { AskedOfRun, AskedOption } from '../../../protocol/routes/shapes/job-shapes.ts';
import { draftToKeep, type RunFormCommand, type RunFormState } from '../../../protocol/webview/run-form.ts';
import { modelOf } from '../../model/model.ts';
import { aJob } from '../../model/model-fixtures.ts';
import type { RunAnswers } from '../run-form/run-answers.ts';
import type { RunPlace } from '../run-form/start-run.ts';
import { RememberedRuns } from './remembered-runs.ts';
import { RunFormSession } from './run-form-session.ts';

const NOW = Date.parse('2026-01-31T10:00:00Z');

/** Returns an option of a job. */
export const anOption = (name: string, more: Partial<AskedOption> = {}): AskedOption => ({
  name,
  required: false,
  enforced: false,
  multivalued: false,
  secure: false,
  hidden: false,
  ...more,
});

const OPTIONS = [
  anOption('stage', { required: true, enforced: true, values: ['test', 'live'] }),
  anOption('version', { required: true, enforced: true, remoteValues: true, dependsOn: ['stage'] }),
  anOption('size', { regex: '[0-9]+' }),
  anOption('token', { secure: true, required: true }),
  anOption('notes', { isFile: true }),
];

/** A form with options of each kind, on a coordinator that answers at once. */
export class TestedForm {
  readonly states: RunFormState[] = [];
  /** The draft that the page keeps; undefined while it keeps none. */
  kept: string | undefined;
  readonly runs: { answers: RunAnswers; place: RunPlace }[] = [];
  readonly stored = new Map<string, unknown>();
  revision = 1;
  asked: AskedOfRun = {
    options: OPTIONS,
    runnerFilterEditable: true,
    nodes: { filter: 'tags: web', editable: true },
  };
  file = { uri: 'file:///notes.md', name: 'notes.md', size: 10 };
  refusal: Error | undefined;
  /** Whether the connection is open. */
  isConnected = true;
  /** Whether the coordinator answers. */
  isReachable = true;
  session = this.open();

  open(): RunFormSession {
    return new RunFormSession(
      {
        job: aJob().id,
        client: () => {
          if (!this.isConnected) return undefined;
          return {
            getJobOptions: async () => this.asked,
            getSettings: async () => DEFAULT_SETTINGS,
            listOptionValues: async ({ body }: { body: { options: Record<string, string> } }) => {
              this.#reach();
              const version = body.options['stage'] === 'live' ? '2.0' : '2.1-rc1';
              return {
                options: { version: { values: [{ name: version, value: version, selected: false }] } },
              };
            },
            plan: async ({ body }: { body: { filter?: string } }) => {
              this.#reach();
              return {
                nodes: [{ name: body.filter ?? 'web1' }],
                choice: { candidates: [{ name: 'edge' }] },
              };
            },
          } as never;
        },
        model: () =>
          modelOf({
            runners: [],
            projects: [],
            jobs: [aJob({ revision: this.revision })],
            nodeSources: [],
            keys: [],
            executions: [],
            settings: DEFAULT_SETTINGS,
          }),
        remembered: new RememberedRuns({
          get: (key) => this.stored.get(key),
          update: async (key, value) => void this.stored.set(key, value),
        }),
        coordinator: () => 'embedded',
        chooseFile: async () => this.file,
        start: async (_job, answers, place) => {
          if (this.refusal !== undefined) throw this.refusal;
          this.runs.push({ answers, place });
          return { id: 7 } as never;
        },
        now: () => NOW,
      },
      {
        post: (message) => this.#receive((message as { state: RunFormState }).state),
        setTitle: () => undefined,
      },
    );
  }

  #receive(state: RunFormState): void {
    this.states.push(state);
    this.kept = draftToKeep(this.kept, state);
  }

  #reach(): void {
    if (!this.isReachable) throw new OutrunnerError('not-reached', { url: 'x', problem: 'it is stopped' });
  }

  /** Opens the form again after the window was reloaded. The page returns the draft that it kept. */
  async reloadWindow(): Promise<void> {
    const draft = this.kept;
    this.session.hide();
    this.session = this.open();
    await this.send({ type: 'ready', ...(draft === undefined ? {} : { draft }) });
  }

  /** Lets the session know that the model or the connection changed. */
  async refresh(): Promise<void> {
    await this.session.refresh();
    await new Promise((resolve) => setImmediate(resolve));
  }

  async send(...commands: RunFormCommand[]): Promise<void> {
    for (const command of commands) {
      await this.session.receive(command);
      // Wait for the answers of the coordinator, which arrive without I/O here.
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  change = (name: string, value: string) => this.send({ type: 'change', name, value });

  get shown(): RunFormState {
    const last = this.states.at(-1);
    assert.ok(last);
    return last;
  }

  field(name: string) {
    const field = this.shown.fields.find((it) => it.name === name);
    assert.ok(field);
    return field;
  }

  get lastRun() {
    return this.runs.at(-1);
  }

  /** Enters valid values for all required options. */
  async fill(): Promise<void> {
    await this.send({ type: 'ready' });
    await this.change('stage', 'live');
    await this.change('version', '2.0');
    await this.change('token', 'top secret');
  }
}
