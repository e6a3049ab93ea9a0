import assert from 'node:assert/strict';
import { shellScriptTokens } from './shell-script-tokens.ts';

describe('shellScriptTokens', () => {
  const script = 'echo @option.my-x@ @option.my-x@ @2:data.k/n@ @unquotedoption.y@ @@ me@host';

  it('lists each token once, with the variable that holds its value', () => {
    assert.deepEqual(shellScriptTokens(script), [
      { written: '@option.my-x@', variable: 'RD_OPTION_MY_X' },
      { written: '@2:data.k/n@', variable: 'RD_2_DATA_K_N' },
    ]);
  });

  for (const [interpreter, head, isShell] of [
    ['', '#!/bin/bash -e\n', true],
    ['', '#! /usr/bin/env bash\n', true],
    ['', '#!/usr/bin/python3\n', false],
    ['', '#!/usr/bin/env -S python3 -u\n', false],
    ['bash -x', '#!/usr/bin/python3\n', true],
    ['sudo -u app /usr/local/bin/zsh', '', true],
    ['su app -c', '', false],
    ['python3 sh', '', false],
    ['powershell.exe', '', false],
  ] as const) {
    it(`${isShell ? 'finds tokens' : 'finds no token'} for "${interpreter}" and "${head.trim()}"`, () => {
      assert.equal(shellScriptTokens(`${head}${script}`, interpreter).length > 0, isShell);
    });
  }
});
