import assert from 'node:assert/strict';
import { literalTexts } from './literal-texts.ts';

const textsIn = (file: string, source: string) =>
  literalTexts(file, source).map((problem) => /"(.*)" is shown/.exec(problem)?.[1]);
const inExtension = (source: string) => textsIn('extension/a.ts', source);
const inPage = (source: string) => textsIn('webview-ui/a.ts', source);

describe('literalTexts', () => {
  it('finds texts of prompts and rows', () => {
    assert.deepEqual(inExtension("prompts.text({ title: 'Run the job', prompt: `Name of ${x}` })"), [
      'Run the job',
      'Name of {}',
    ]);
    assert.deepEqual(
      inExtension("row({ tooltip: isOn ? 'On' : 'Off', accessibleLabel: name + ', paused' })"),
      ['On', 'Off', ', paused'],
    );
  });

  it('distinguishes titles from names, and instructions from examples', () => {
    assert.deepEqual(inExtension("ask({ title: 'New job', placeHolder: 'Choose a job' })"), [
      'New job',
      'Choose a job',
    ]);
    assert.deepEqual(inExtension('ask({ title: `Runners of ${name}`, label: `${count} jobs` })'), [
      'Runners of {}',
      '{} jobs',
    ]);
    assert.deepEqual(
      inExtension(
        "ask({ title: `${group}/${name}`, label: 'Windows (PowerShell)', placeHolder: 'tags: db' })",
      ),
      [],
    );
  });

  it('finds texts of notifications and their buttons', () => {
    assert.deepEqual(inExtension("await context.prompts.inform('Done', 'Show');"), ['Done', 'Show']);
    assert.deepEqual(inExtension('vscode.window.showErrorMessage(`Failed: ${why}`)'), ['Failed: {}']);
  });

  it('finds texts of webviews', () => {
    assert.deepEqual(inPage("element('p', { class: 'muted', title: 'Node' }, 'Waiting', text)"), [
      'Waiting',
      'Node',
    ]);
    assert.deepEqual(inPage("button('Save', 'primary', save); box.textContent = value ?? 'none';"), [
      'Save',
      'none',
    ]);
    assert.deepEqual(inPage("cell.setAttribute('aria-label', 'Open'); cell.setAttribute('class', 'wide');"), [
      'Open',
    ]);
  });

  it('accepts translated texts, names, symbols and texts of logs', () => {
    assert.deepEqual(inExtension("row({ label: runner, tooltip: l10n.t('Runner {0}', name), verb })"), []);
    assert.deepEqual(inExtension("row({ label: 'Docker', detail: `${a}: ${b}` }); log.error('Failed');"), []);
    assert.deepEqual(inPage("element('p', { class: 'muted' }, `#${id}`, l10n.t('Node'))"), []);
  });
});
