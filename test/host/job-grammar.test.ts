import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import * as vscode from 'vscode';
import * as z from 'zod';

const JOB = `- name: deploy # daily
  sequence:
    commands:
    - exec: echo \${option.version}
    - script: |
        if true; then echo @option.version@; fi
      args: plain
    - script: |-
        #!/usr/bin/env python3
        import os
    - exec: ls
`;

/** The engine that colours text in VS Code. It comes with VS Code. */
interface TextMate {
  readonly INITIAL: unknown;
  readonly parseRawGrammar: (text: string, path: string) => unknown;
  readonly Registry: new (
    options: object,
  ) => {
    loadGrammar(scope: string): Promise<Grammar | null>;
  };
}
interface Grammar {
  tokenizeLine(
    line: string,
    state: unknown,
  ): { tokens: { startIndex: number; endIndex: number; scopes: string[] }[]; ruleStack: unknown };
}
interface Oniguruma {
  readonly loadWASM: (data: ArrayBuffer) => Promise<void>;
  readonly OnigScanner: new (sources: string[]) => unknown;
  readonly OnigString: new (text: string) => unknown;
}
const Contributions = z.object({
  contributes: z.object({ grammars: z.array(z.object({ scopeName: z.string(), path: z.string() })) }),
});

describe('the colours of jobs', () => {
  /** The tokens of the text with their scopes. */
  const all: { readonly text: string; readonly scopes: string }[] = [];
  before(async () => {
    const load = createRequire(join(vscode.env.appRoot, 'package.json'));
    const textMate: TextMate = load('vscode-textmate');
    const oniguruma: Oniguruma = load('vscode-oniguruma');
    const wasm = await readFile(join(vscode.env.appRoot, 'node_modules/vscode-oniguruma/release/onig.wasm'));
    await oniguruma.loadWASM(new Uint8Array(wasm).buffer);
    const files = new Map(
      vscode.extensions.all.flatMap(({ packageJSON, extensionPath }) => {
        const declared = Contributions.safeParse(packageJSON).data?.contributes.grammars ?? [];
        return declared.map(({ scopeName, path }): [string, string] => [
          scopeName,
          join(extensionPath, path),
        ]);
      }),
    );
    const registry = new textMate.Registry({
      onigLib: Promise.resolve({
        createOnigScanner: (sources: string[]) => new oniguruma.OnigScanner(sources),
        createOnigString: (text: string) => new oniguruma.OnigString(text),
      }),
      loadGrammar: async (scope: string) => {
        const file = files.get(scope);
        return file === undefined ? null : textMate.parseRawGrammar(await readFile(file, 'utf8'), file);
      },
    });
    const grammar = await registry.loadGrammar('source.outrunner-job');
    assert.ok(grammar);
    let state = textMate.INITIAL;
    for (const line of JOB.split('\n')) {
      const { tokens, ruleStack } = grammar.tokenizeLine(line, state);
      state = ruleStack;
      for (const { startIndex, endIndex, scopes } of tokens)
        all.push({ text: line.slice(startIndex, endIndex), scopes: scopes.join(' ') });
    }
  });
  const scopesOf = (text: string) =>
    all.filter((token) => token.text.trim() === text).map(({ scopes }) => scopes);

  it('distinguish keys, comments and values', () => {
    assert.match(scopesOf('name').join(), /entity\.name\.tag/);
    assert.match(scopesOf('# daily').join(), /comment/);
    assert.match(scopesOf('deploy').join(), /string\.unquoted/);
  });

  it('mark references in commands and in scripts', () => {
    const [command, script] = scopesOf('option.version');
    assert.match(command ?? '', /variable/);
    assert.match(script ?? '', /meta\.embedded.*variable/);
  });

  it('colour a script in the language of its interpreter, and the keys after it as YAML', () => {
    assert.match(scopesOf('if').join(), /keyword\.control\.if\.shell/);
    assert.match(scopesOf('import').join(), /keyword\.control\.import\.python/);
    assert.match(scopesOf('args').join(), /entity\.name\.tag/);
    assert.doesNotMatch(scopesOf('args').join(), /embedded/);
    assert.equal(scopesOf('exec').filter((scopes) => /entity\.name\.tag/.test(scopes)).length, 2);
  });
});
