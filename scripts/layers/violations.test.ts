import assert from 'node:assert/strict';
import { importsOf } from './imports-of.ts';
import { violationsOf } from './violations.ts';

/** Returns the messages of the check for a file with this text. */
function messages(file: string, text: string): string[] {
  return violationsOf(file, importsOf(file, text)).map(({ line, message }) => `${line}: ${message}`);
}

function assertRefused(file: string, text: string, said: RegExp): void {
  const found = messages(file, text);
  assert.equal(found.length, 1, `${file} with "${text}" gives ${JSON.stringify(found)}`);
  assert.match(found[0] ?? '', said);
}

describe('the layer check', () => {
  describe('at the border of a layer', () => {
    const borders: [file: string, target: string, said: RegExp][] = [
      ['support/x.ts', '../protocol/y.ts', /support may not import protocol/],
      ['protocol/x.ts', '../job-language/y.ts', /protocol may not import job-language/],
      ['job-language/x.ts', '../coordinator/y.ts', /job-language may not import coordinator/],
      ['protocol/x.ts', '../coordinator/y.ts', /protocol may not import coordinator/],
      ['protocol/errors/x.ts', '../../runner/y.ts', /protocol may not import runner/],
      ['coordinator/http/x.ts', '../../runner/y.ts', /coordinator may not import runner/],
      ['runner/x.ts', '../coordinator/y.ts', /runner may not import coordinator/],
      ['extension/x.ts', '../coordinator/y.ts', /extension may not import coordinator/],
      ['extension/x.ts', '../cli/y.ts', /extension may not import cli/],
      ['extension/x.ts', '../webview-ui/y.ts', /extension may not import webview-ui/],
      ['cli/x.ts', '../extension/y.ts', /cli may not import extension/],
      ['webview-ui/x.ts', '../extension/y.ts', /webview-ui may not import extension/],
      ['coordinator/x.ts', '../test/y.ts', /coordinator may not import test/],
      ['runner/x.ts', '../scripts/y.ts', /runner may not import scripts/],
      ['scripts/x.ts', '../coordinator/y.ts', /scripts may not import coordinator/],
      ['runner/x.ts', '../package.json', /in no layer/],
    ];
    for (const [file, target, said] of borders) {
      it(`refuses an import of ${target} in ${file}`, () =>
        assertRefused(file, `import { y } from '${target}';`, said));
    }
  });

  describe('in a layer with rules', () => {
    const ways: [name: string, text: string][] = [
      ['import', `import { y } from '../coordinator/y.ts';`],
      ['import for its effect', `import '../coordinator/y.ts';`],
      ['import type', `import type { Y } from '../coordinator/y.ts';`],
      ['import with an inline type', `import { type Y } from '../coordinator/y.ts';`],
      ['export from', `export { y } from '../coordinator/y.ts';`],
      ['export all', `export * from '../coordinator/y.ts';`],
      ['export type', `export type { Y } from '../coordinator/y.ts';`],
      ['dynamic import', `const y = await import('../coordinator/y.ts');`],
      ['type-position import', `let y: import('../coordinator/y.ts').Y;`],
      ['typeof import', `type Y = typeof import('../coordinator/y.ts');`],
      ['import equals', `import y = require('../coordinator/y.ts');`],
      ['require', `const y = require('../coordinator/y.ts');`],
      ['require.resolve', `const y = require.resolve('../coordinator/y.ts');`],
      ['import.meta.resolve', `const y = import.meta.resolve('../coordinator/y.ts');`],
      ['module augmentation', `declare module '../coordinator/y.ts' { interface Y { z: 1 } }\nexport {};`],
      ['reference', `/// <reference path="../coordinator/y.ts" />`],
    ];
    for (const [name, text] of ways) {
      it(`recognises ${name}`, () => assertRefused('runner/x.ts', text, /runner may not import coordinator/));
    }

    it('reports the line of an import', () => {
      const [found] = messages('runner/x.ts', `// one\n// two\nimport '../coordinator/y.ts';`);
      assert.match(found ?? '', /^3: /);
    });
  });

  it('refuses code in a folder that has no rule', () => {
    assertRefused('elsewhere/x.ts', '', /in no layer/);
  });

  it('allows the cli to import coordinator and runner', () => {
    const text = ['support', 'protocol', 'job-language', 'coordinator', 'runner']
      .map((layer) => `import '../${layer}/x.ts';`)
      .join('\n');
    assert.deepEqual(messages('cli/x.ts', text), []);
  });

  it('allows webviews to import types of the protocol, and code only from its webview folder', () => {
    const file = 'webview-ui/tagging-editor/x.ts';
    assert.deepEqual(messages(file, `import type { Y } from '../../protocol/y.ts';`), []);
    assert.deepEqual(messages(file, `let y: import('../../protocol/y.ts').Y;`), []);
    assert.deepEqual(messages(file, `import { y } from '../../protocol/webview/y.ts';`), []);
    assertRefused(file, `import { y } from '../../protocol/y.ts';`, /write import type/);
    assertRefused(file, `import { type Y } from '../../protocol/y.ts';`, /write import type/);
  });

  it('refuses Node modules in webviews, except in tests', () => {
    assertRefused('webview-ui/x.ts', `import { join } from 'node:path';`, /has no node:path/);
    assert.deepEqual(messages('webview-ui/x.test.ts', `import assert from 'node:assert/strict';`), []);
  });

  it('allows vscode only in the extension and in host suites', () => {
    const text = `import * as vscode from 'vscode';`;
    assert.deepEqual(messages('extension/x.ts', text), []);
    assert.deepEqual(messages('test/host/x.test.ts', text), []);
    assertRefused('coordinator/x.ts', text, /vscode may be imported only in/);
    assertRefused('test/ui/x.test.ts', text, /vscode may be imported only in/);
    assertRefused('protocol/x.ts', `type Uri = import('vscode').Uri;`, /vscode may be imported only in/);
  });

  it('allows the webview toolkit only in one folder', () => {
    const text = `import { vsCodeButton } from '@vscode/webview-ui-toolkit';`;
    assert.deepEqual(messages('webview-ui/ui/x.ts', text), []);
    assertRefused('webview-ui/tagging-editor/x.ts', text, /may be imported only in webview-ui\/ui/);
    assertRefused(
      'extension/x.ts',
      `import '@vscode/webview-ui-toolkit/dist/toolkit.js';`,
      /only in webview-ui\/ui/,
    );
  });

  it('refuses node:sqlite in code that runs on Node 20', () => {
    assert.deepEqual(messages('coordinator/store/x.ts', `import { DatabaseSync } from 'node:sqlite';`), []);
    assertRefused('runner/x.ts', `import { DatabaseSync } from 'node:sqlite';`, /Node 20 does not have it/);
  });

  describe('in the engine', () => {
    const file = 'coordinator/engine/x.ts';
    const refused = [
      `import 'node:fs';`,
      `import 'fs';`,
      `import express from 'express';`,
      `import type { Express } from 'express';`,
      `import * as z from 'zod';`,
      `import '../store/y.ts';`,
      `import type { Y } from '../http/y.ts';`,
    ];
    for (const text of refused)
      it(`refuses ${text}`, () => assertRefused(file, text, /pure and may not import/));

    it('allows the engine to import itself, the protocol and the job language', () => {
      const text = `import './y.ts';\nimport '../../protocol/y.ts';\nimport '../../job-language/y.ts';`;
      assert.deepEqual(messages(file, text), []);
    });

    it('allows the tests of the engine to import node:assert', () => {
      assert.deepEqual(
        messages('coordinator/engine/x.test.ts', `import 'node:assert/strict';\nimport 'fast-check';`),
        [],
      );
      assert.deepEqual(messages('coordinator/engine/testing/x.ts', `import 'node:assert/strict';`), []);
    });
  });

  it('refuses a computed module name in shipped code', () => {
    assertRefused('runner/x.ts', 'const y = await import(name);', /computed name/);
    assertRefused('runner/x.ts', 'const y = require(name);', /computed name/);
    assert.deepEqual(messages('test/x.ts', 'const y = await import(name);'), []);
  });

  it('refuses an absolute path', () => {
    assertRefused('runner/x.ts', `import '/somewhere/y.ts';`, /absolute path/);
    assertRefused('runner/x.ts', `import 'file:///somewhere/y.ts';`, /absolute path/);
  });
});
