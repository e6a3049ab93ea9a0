import assert from 'node:assert/strict';
import type { RunSettings } from '../../../protocol/webview/run-form.ts';
import { TestedForm } from './run-form-fixtures.ts';
import { OWN_SETTINGS } from './run-form-values.ts';

describe('a run form that is opened again', () => {
  it('keeps unsaved values when the window is reloaded, but no secure value and no file', async () => {
    const form = new TestedForm();
    await form.fill();
    await form.send({ type: 'chooseFile', name: 'notes' });
    const settings: RunSettings = {
      ...OWN_SETTINGS,
      filter: 'tags: db',
      startAt: '2026-01-31T11:00:00.000Z',
    };
    await form.send({ type: 'set', settings });
    assert.doesNotMatch(form.kept ?? '', /top secret|file:/);
    await form.reloadWindow();
    assert.deepEqual(
      form.shown.fields.map(({ value }) => value),
      ['live', '2.0', '', '', ''],
    );
    assert.deepEqual(form.shown.settings, settings);
    assert.match(form.field('notes').problem, /Choose the file again/);
    await form.send({ type: 'chooseFile', name: 'notes' });
    assert.equal(form.field('notes').problem, '');
  });

  it('keeps unsaved values if the window is reloaded twice while there is no connection', async () => {
    const form = new TestedForm();
    await form.fill();
    form.isConnected = false;
    await form.reloadWindow();
    assert.equal(form.shown.draft, undefined, 'the page keeps the draft that it has');
    await form.reloadWindow();
    form.isConnected = true;
    await form.refresh();
    assert.equal(form.field('stage').value, 'live');
  });

  it('restores no earlier values once the values are too long to be kept', async () => {
    const form = new TestedForm();
    await form.fill();
    assert.match(form.kept ?? '', /"stage":"live"/);
    // JSON escapes each quotation mark, so that three values exceed the limit.
    const longest = '"'.repeat(65_536);
    for (const name of ['stage', 'version', 'size']) await form.change(name, longest);
    assert.ok(form.kept === undefined, 'the page keeps no draft');
    await form.reloadWindow();
    assert.equal(form.field('stage').value, '');
    await form.change('stage', 'test');
    assert.match(form.kept ?? '', /"stage":"test"/);
  });

  it('ignores a draft that it cannot read', async () => {
    for (const draft of ['{', '[]', '{"run":{"values":{"stage":7}}}']) {
      const form = new TestedForm();
      await form.send({ type: 'ready', draft });
      assert.equal(form.field('stage').value, '');
    }
  });

  it('loads the values from a URL after the connection is back', async () => {
    const form = new TestedForm();
    await form.send({ type: 'ready' });
    form.isConnected = false;
    await form.change('stage', 'live');
    assert.deepEqual(form.field('version').choices, [{ label: '2.1-rc1', value: '2.1-rc1' }]);
    form.isConnected = true;
    await form.refresh();
    assert.deepEqual(form.field('version').choices, [{ label: '2.0', value: '2.0' }]);
  });

  it('loads the values from a URL again once the coordinator is reachable', async () => {
    const form = new TestedForm();
    form.isReachable = false;
    await form.send({ type: 'ready' });
    assert.match(form.field('version').hint, /it is stopped/);
    form.isReachable = true;
    await form.refresh();
    assert.deepEqual(form.field('version').choices, [{ label: '2.1-rc1', value: '2.1-rc1' }]);
    assert.equal(form.field('version').hint, '');
  });

  it('is filled with the options of an execution, even while the form is open', async () => {
    const form = new TestedForm();
    await form.session.fill({ stage: 'live', version: '2.0', gone: 'x' });
    await form.send({ type: 'ready' });
    const values = () => form.shown.fields.map(({ value }) => value);
    assert.deepEqual(values(), ['live', '2.0', '', '', '']);
    await form.change('size', '7');
    await form.session.fill({ stage: 'test' });
    assert.deepEqual(values(), ['test', '', '', '', '']);
  });
});
