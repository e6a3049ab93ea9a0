import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { Command } from 'commander';
import { declareSettings, givenSettings, settingArguments } from './setting-options.ts';

describe('runner settings as flags', () => {
  const command = new Command().exitOverride();
  const declared = declareSettings(command);
  command.parse(['--server', 'https://ops.example', '--ca', 'ca.pem', '--env', 'A=1', '--env', 'B=2'], {
    from: 'user',
  });

  it('are returned keyed by setting', () => {
    assert.deepEqual(givenSettings(declared, command.opts()), {
      server: 'https://ops.example',
      caFile: 'ca.pem',
      environment: ['A=1', 'B=2'],
    });
  });

  it('are converted to flags with absolute paths', () => {
    assert.deepEqual(settingArguments(declared, command.opts()), [
      '--server',
      'https://ops.example',
      '--ca',
      resolve('ca.pem'),
      '--env',
      'A=1',
      '--env',
      'B=2',
    ]);
  });
});
