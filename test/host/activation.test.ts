import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import * as vscode from 'vscode';
import { COMMANDS } from '../../extension/ids/commands.ts';
import { recordFigure } from './figures-file.ts';
import { outrunner } from './outrunner.ts';

const LOADS = 10;

describe('Outrunner in VS Code', () => {
  it('runs in a real extension host', () => {
    assert.match(vscode.version, /^1\.\d+\.\d+/);
    assert.equal(typeof vscode.window.createTreeView, 'function');
  });

  it('activates', async () => {
    const { api } = await outrunner();
    assert.equal(vscode.extensions.getExtension('outrunner.outrunner')?.isActive, true);
    const loads = Array.from({ length: LOADS }, freshLoad);
    recordFigure({
      name: 'activation',
      unit: 'ms',
      samples: loads.map((load) => load + api.activatedInMs),
    });
  });

  it('registers every command', async () => {
    const registered = new Set(await vscode.commands.getCommands(true));
    const missing = Object.values(COMMANDS).filter((command) => !registered.has(command));
    assert.deepEqual(missing, []);
  });
});

/** Returns the ms that the program of the extension takes to load without a cache. */
function freshLoad(): number {
  const extension = vscode.extensions.getExtension('outrunner.outrunner');
  assert.ok(extension);
  const path = vscode.Uri.joinPath(extension.extensionUri, 'dist', 'extension.cjs').fsPath;
  const load = createRequire(__filename);
  const loaded = load.cache[path];
  delete load.cache[path];
  const began = performance.now();
  load(path);
  const took = performance.now() - began;
  load.cache[path] = loaded;
  return took;
}
