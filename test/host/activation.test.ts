import assert from 'node:assert/strict';
import * as vscode from 'vscode';

describe('Outrunner in VS Code', () => {
  it('runs in a real extension host', () => {
    assert.match(vscode.version, /^1\.\d+\.\d+/);
    assert.equal(typeof vscode.window.createTreeView, 'function');
  });

  it('activates', async () => {
    const extension = vscode.extensions.getExtension('outrunner.outrunner');
    assert.ok(extension, 'VS Code knows no extension outrunner.outrunner');
    await extension.activate();
    assert.equal(extension.isActive, true);
  });
});
