import assert from 'node:assert/strict';
import { directNotifications } from './direct-notifications.ts';

const found = (source: string, file = 'extension/jobs/a.ts') => directNotifications(file, source);

describe('the rule for notifications', () => {
  it('refuses the functions of vscode.window that show links', () => {
    for (const name of ['showInformationMessage', 'showWarningMessage', 'showErrorMessage', 'withProgress'])
      assert.deepEqual(found(`\nvoid vscode.window.${name}(text);`), [
        `extension/jobs/a.ts:2: ${name} shows links in its text: use the functions of extension/prompts/notifications.ts`,
      ]);
  });

  it('refuses them through a variable, a string and a destructured import', () => {
    for (const source of [
      'const show = vscode.window.showErrorMessage;',
      'window.showErrorMessage(text);',
      "vscode.window['showErrorMessage'](text);",
      'vscode?.window?.showErrorMessage(text);',
      'const { showErrorMessage } = vscode.window;',
      'const { showErrorMessage: show } = vscode.window;',
    ])
      assert.equal(found(source).length, 1, source);
  });

  it('accepts them in the module that removes links, and outside the extension', () => {
    const source = 'vscode.window.showErrorMessage(text);';
    assert.deepEqual(found(source, 'extension/prompts/notifications.ts'), []);
    assert.deepEqual(found(source, 'test/host/a.test.ts'), []);
  });

  it('accepts functions of other objects and the same words in texts', () => {
    assert.deepEqual(
      found('window.showOpenDialog(options); f("showErrorMessage"); withProgress(bytes);'),
      [],
    );
  });
});
