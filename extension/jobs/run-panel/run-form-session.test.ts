import assert from 'node:assert/strict';
import { DEFAULT_SETTINGS } from '../../../protocol/entities/settings.ts';
import { OutrunnerError } from '../../../protocol/errors/outrunner-error.ts';
import type { RunSettings } from '../../../protocol/webview/run-form.ts';
import { anOption, TestedForm } from './run-form-fixtures.ts';
import { OWN_SETTINGS } from './run-form-values.ts';

describe('RunFormSession', () => {
  it('shows no problem before a value is entered, and then whether the value matches the pattern', async () => {
    const form = new TestedForm();
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
    const form = new TestedForm();
    await form.send({ type: 'ready' }, { type: 'run', later: false });
    assert.match(form.field('stage').problem, /Option "stage" is required/);
    assert.match(form.field('token').problem, /Option "token" is required/);
    assert.deepEqual(form.runs, []);
    assert.equal(form.shown.notice?.text, 'Correct the marked fields first.');
  });

  it('loads the values from a URL again when the option that they depend on changes', async () => {
    const form = new TestedForm();
    await form.send({ type: 'ready' });
    assert.deepEqual(form.field('version').choices, [{ label: '2.1-rc1', value: '2.1-rc1' }]);
    await form.change('version', '2.1-rc1');
    await form.change('stage', 'live');
    assert.deepEqual(form.field('version').choices, [{ label: '2.0', value: '2.0' }]);
    assert.equal(form.field('version').value, '');
  });

  it('runs the job with the entered values and settings', async () => {
    const form = new TestedForm();
    await form.fill();
    await form.send({ type: 'chooseFile', name: 'notes' });
    const settings: RunSettings = {
      ...OWN_SETTINGS,
      filter: 'tags: db',
      runners: 'local',
      logLevel: 'DEBUG',
    };
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
    const form = new TestedForm();
    await form.fill();
    await form.send({ type: 'run', later: true });
    assert.equal(form.shown.startProblem, 'Choose a date and a time.');
    await form.send({ type: 'set', settings: { ...OWN_SETTINGS, startAt: '2026-01-31T09:00:00.000Z' } });
    assert.equal(form.shown.startProblem, 'The time is in the past. Choose a time in the future.');
    await form.send({ type: 'run', later: true });
    assert.deepEqual(form.runs, []);
    const startAt = '2026-01-31T11:00:00.000Z';
    await form.send({ type: 'set', settings: { ...OWN_SETTINGS, startAt } }, { type: 'run', later: true });
    assert.equal(form.lastRun?.place.runAtTime, startAt);
    assert.match(form.shown.notice?.text ?? '', /^Execution 7 starts at /);
  });

  it('remembers the values of the last run, but no secure value, and sends no secure value to the page', async () => {
    const form = new TestedForm();
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
    const form = new TestedForm();
    await form.fill();
    form.session.hide();
    await form.send({ type: 'ready' }, { type: 'run', later: false });
    assert.equal(form.field('stage').value, 'live');
    assert.match(form.field('token').problem, /Option "token" is required/);
    assert.deepEqual(form.runs, []);
  });

  it('shows an error of the coordinator at the affected field, until the field changes', async () => {
    const form = new TestedForm();
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
    const form = new TestedForm();
    await form.fill();
    form.file = { ...form.file, size: DEFAULT_SETTINGS.uploads.fileBytes + 1 };
    await form.send({ type: 'chooseFile', name: 'notes' });
    assert.match(form.field('notes').problem, /^notes\.md is too large/);
    assert.equal(form.field('notes').value, '');
  });

  it('offers to reload when the job changes, and keeps the values of the options that remain', async () => {
    const form = new TestedForm();
    await form.fill();
    assert.equal(form.shown.changed, false);
    form.revision = 2;
    form.asked = { options: [anOption('stage'), anOption('added')], runnerFilterEditable: false };
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
