import assert from 'node:assert/strict';
import { DEFAULT_SETTINGS } from '../../../protocol/entities/settings.ts';
import { OutrunnerError } from '../../../protocol/errors/outrunner-error.ts';
import type { AskedOfRun, AskedOption } from '../../../protocol/routes/shapes/job-shapes.ts';
import type { RunFormCommand, RunFormState, RunSettings } from '../../../protocol/webview/run-form.ts';
import { modelOf } from '../../model/model.ts';
import { aJob } from '../../model/model-fixtures.ts';
import type { RunAnswers } from '../run-form/run-answers.ts';
import type { RunPlace } from '../run-form/start-run.ts';
import { RememberedRuns } from './remembered-runs.ts';
import { RunFormSession } from './run-form-session.ts';

const NOW = Date.parse('2026-01-31T10:00:00Z');

const option = (name: string, more: Partial<AskedOption> = {}): AskedOption => ({
  name,
  required: false,
  enforced: false,
  multivalued: false,
  secure: false,
  hidden: false,
  ...more,
});

const OPTIONS = [
  option('stage', { required: true, enforced: true, values: ['test', 'live'] }),
  option('version', { required: true, enforced: true, remoteValues: true, dependsOn: ['stage'] }),
  option('size', { regex: '[0-9]+' }),
  option('token', { secure: true, required: true }),
  option('notes', { isFile: true }),
];

const SETTINGS: RunSettings = { filter: '', runners: 'job', runnerFilter: '', logLevel: '', startAt: '' };

class Form {
  readonly states: RunFormState[] = [];
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
  session = this.open();

  open(): RunFormSession {
    return new RunFormSession(
      {
        job: aJob().id,
        client: () =>
          ({
            getJobOptions: async () => this.asked,
            getSettings: async () => DEFAULT_SETTINGS,
            listOptionValues: async ({ body }: { body: { options: Record<string, string> } }) => {
              const version = body.options['stage'] === 'live' ? '2.0' : '2.1-rc1';
              return {
                options: { version: { values: [{ name: version, value: version, selected: false }] } },
              };
            },
            plan: async ({ body }: { body: { filter?: string } }) => ({
              nodes: [{ name: body.filter ?? 'web1' }],
              choice: { candidates: [{ name: 'edge' }] },
            }),
          }) as never,
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
        chooseFile: async () => this.file,
        start: async (_job, answers, place) => {
          if (this.refusal !== undefined) throw this.refusal;
          this.runs.push({ answers, place });
          return { id: 7 } as never;
        },
        now: () => NOW,
      },
      {
        post: (message) => this.states.push((message as { state: RunFormState }).state),
        setTitle: () => undefined,
      },
    );
  }

  async send(...commands: RunFormCommand[]): Promise<void> {
    for (const command of commands) {
      await this.session.receive(command);
      // Lets the answers of the coordinator arrive, which need no input or output here.
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

describe('RunFormSession', () => {
  it('shows no problem before a value is entered, and then whether the value matches the pattern', async () => {
    const form = new Form();
    await form.send({ type: 'ready' });
    assert.deepEqual(
      form.shown.fields.map(({ problem }) => problem),
      ['', '', '', '', ''],
    );
    await form.change('size', 'big');
    assert.match(form.field('size').problem, /"big" does not match the pattern of option "size"/);
    await form.change('size', '12');
    assert.equal(form.field('size').problem, '');
  });

  it('marks every incomplete field when the user runs the job, and starts nothing', async () => {
    const form = new Form();
    await form.send({ type: 'ready' }, { type: 'run', later: false });
    assert.match(form.field('stage').problem, /Option "stage" is required/);
    assert.match(form.field('token').problem, /Option "token" is required/);
    assert.deepEqual(form.runs, []);
    assert.equal(form.shown.notice?.text, 'Correct the marked fields first.');
  });

  it('loads the values from a URL again when the option that they depend on changes', async () => {
    const form = new Form();
    await form.send({ type: 'ready' });
    assert.deepEqual(form.field('version').choices, [{ label: '2.1-rc1', value: '2.1-rc1' }]);
    await form.change('version', '2.1-rc1');
    await form.change('stage', 'live');
    assert.deepEqual(form.field('version').choices, [{ label: '2.0', value: '2.0' }]);
    assert.equal(form.field('version').value, '');
  });

  it('runs the job with the entered values and settings', async () => {
    const form = new Form();
    await form.fill();
    await form.send({ type: 'chooseFile', name: 'notes' });
    const settings: RunSettings = { ...SETTINGS, filter: 'tags: db', runners: 'local', logLevel: 'DEBUG' };
    await form.send({ type: 'set', settings });
    assert.equal(form.shown.nodes?.hint, '1 node: tags: db');
    await form.send({ type: 'run', later: false });
    assert.deepEqual(form.runs, [
      {
        answers: {
          values: { stage: 'live', version: '2.0', token: 'top secret' },
          files: { notes: form.file },
        },
        place: { filter: 'tags: db', runnerFilterMode: 'LOCAL', loglevel: 'DEBUG' },
      },
    ]);
    assert.equal(form.shown.notice?.text, 'Execution 7 started.');
  });

  it('runs the job later, and only at a time in the future', async () => {
    const form = new Form();
    await form.fill();
    await form.send({ type: 'run', later: true });
    assert.equal(form.shown.startProblem, 'Choose a date and a time.');
    await form.send({ type: 'set', settings: { ...SETTINGS, startAt: '2026-01-31T09:00:00.000Z' } });
    assert.equal(form.shown.startProblem, 'The time is in the past. Choose a time in the future.');
    await form.send({ type: 'run', later: true });
    assert.deepEqual(form.runs, []);
    const startAt = '2026-01-31T11:00:00.000Z';
    await form.send({ type: 'set', settings: { ...SETTINGS, startAt } }, { type: 'run', later: true });
    assert.equal(form.lastRun?.place.runAtTime, startAt);
    assert.match(form.shown.notice?.text ?? '', /^Execution 7 starts at /);
  });

  it('remembers the values of the last run, but no secure value, and never sends one to the page', async () => {
    const form = new Form();
    await form.fill();
    await form.send({ type: 'run', later: false });
    assert.doesNotMatch(JSON.stringify([...form.stored]), /top secret/);
    assert.doesNotMatch(JSON.stringify(form.states), /top secret/);
    form.session = form.open();
    await form.send({ type: 'ready' });
    assert.deepEqual(
      form.shown.fields.map(({ value }) => value),
      ['live', '2.0', '', '', ''],
    );
  });

  it('forgets secure values when the page is hidden, and keeps the others', async () => {
    const form = new Form();
    await form.fill();
    form.session.hide();
    await form.send({ type: 'ready' }, { type: 'run', later: false });
    assert.equal(form.field('stage').value, 'live');
    assert.match(form.field('token').problem, /Option "token" is required/);
    assert.deepEqual(form.runs, []);
  });

  it('shows an error of the coordinator at the field that it names, until the field changes', async () => {
    const form = new Form();
    await form.fill();
    const problem = '"12" does not match the pattern of option "size": (?=x)';
    form.refusal = new OutrunnerError('options-invalid', { job: 'backup', problem });
    await form.send({ type: 'run', later: false });
    assert.equal(form.field('size').problem, problem);
    await form.change('size', '13');
    assert.equal(form.field('size').problem, '');
    form.refusal = new OutrunnerError('nodes-unmatched', { filter: 'tags: web' });
    await form.send({ type: 'run', later: false });
    assert.notEqual(form.shown.nodes?.problem, '');
    form.refusal = new OutrunnerError('not-connected');
    await form.send({ type: 'run', later: false });
    assert.equal(form.shown.notice?.kind, 'problem');
  });

  it('refuses a file that is larger than the coordinator accepts', async () => {
    const form = new Form();
    await form.fill();
    form.file = { ...form.file, size: DEFAULT_SETTINGS.uploads.fileBytes + 1 };
    await form.send({ type: 'chooseFile', name: 'notes' });
    assert.match(form.field('notes').problem, /^notes\.md is too large/);
    assert.equal(form.field('notes').value, '');
  });

  it('offers to reload when the job changes, and keeps the values of the options that remain', async () => {
    const form = new Form();
    await form.fill();
    assert.equal(form.shown.changed, false);
    form.revision = 2;
    form.asked = { options: [option('stage'), option('added')], runnerFilterEditable: false };
    await form.session.refresh();
    assert.deepEqual([form.shown.changed, form.shown.fields.length], [true, 5]);
    await form.send({ type: 'reload' });
    assert.equal(form.shown.changed, false);
    assert.deepEqual(
      form.shown.fields.map(({ name, value }) => [name, value]),
      [
        ['stage', 'live'],
        ['added', ''],
      ],
    );
    assert.deepEqual([form.shown.nodes, form.shown.runners], [undefined, undefined]);
  });
});
