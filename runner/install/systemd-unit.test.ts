import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemdUnit } from './systemd-unit.ts';

describe('the systemd unit', () => {
  const unit = (command: readonly string[]) =>
    systemdUnit({ name: 'east', user: 'root', service: 'outrunner-east', command });

  it('is accepted by systemd without warnings', () => {
    const folder = mkdtempSync(join(tmpdir(), 'outrunner-unit-'));
    try {
      const path = join(folder, 'outrunner-east.service');
      const program = join(folder, 'a program');
      writeFileSync(program, '#!/bin/sh\n');
      chmodSync(program, 0o755);
      writeFileSync(path, unit([program, 'runner', 'start', '--data-dir', '/var/lib/outrunner/east']));
      const verified = spawnSync('systemd-analyze', ['verify', '--man=no', path], { encoding: 'utf8' });
      const about = verified.stderr.split('\n').filter((line) => line.includes('outrunner-east'));
      assert.deepEqual(about, []);
      assert.equal(verified.status, 0, verified.stderr);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('makes systemd signal only the runner on a stop (`KillMode=process`)', () => {
    assert.match(unit(['/x']), /^KillMode=process$/m);
  });

  it('preserves arguments with special characters', () => {
    assert.match(
      unit(['/x', '50%', 'a b', 'say "hi"', '$HOME']),
      /^ExecStart=\/x 50%% "a b" "say \\"hi\\"" \$\$HOME$/m,
    );
  });
});
