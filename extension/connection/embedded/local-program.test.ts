import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { localProgram } from './local-program.ts';

describe('localProgram', () => {
  it('returns a command that works in a POSIX shell for a path with a quote and a space', () => {
    const folder = mkdtempSync(join(tmpdir(), "it's here "));
    try {
      const script = join(folder, 'program.cjs');
      writeFileSync(
        script,
        'console.log(process.env.TOKEN, process.env.ELECTRON_RUN_AS_NODE, process.argv[2])',
      );
      const words = localProgram(process.execPath, script, { windows: false, electron: true });
      const printed = execFileSync('/bin/sh', ['-c', `TOKEN='a b' ${words} start`], { encoding: 'utf8' });
      assert.equal(printed.trim(), 'a b 1 start');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('quotes for PowerShell on Windows', () => {
    assert.equal(
      localProgram('C:\\Code.exe', "C:\\it's\\outrunner.cjs", { windows: true, electron: false }),
      "& 'C:\\Code.exe' 'C:\\it''s\\outrunner.cjs'",
    );
  });
});
