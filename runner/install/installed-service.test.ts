import assert from 'node:assert/strict';
import { isRunning, readService } from './installed-service.ts';
import { systemdUnit } from './systemd-unit.ts';

describe('the settings of an existing installation', () => {
  const start = ['/usr/local/lib/outrunner/outrunner', 'runner', 'start', '--data-dir'];
  const unit = (...words: string[]) =>
    systemdUnit({ name: 'east', user: 'ops', service: 'outrunner-east', command: [...start, ...words] });

  it('are its data dir and arguments, which are read from its unit', () => {
    assert.deepEqual(readService(unit('/var/lib/outrunner/east', '--log', 'json')), {
      dataDir: '/var/lib/outrunner/east',
      startArguments: [],
    });
    const given = ['--max-running', '5', '--env', 'A=50% of "$HOME" \\', '--label', 'site=a b'];
    assert.deepEqual(readService(unit('/srv/a runner', ...given, '--log', 'json')), {
      dataDir: '/srv/a runner',
      startArguments: given,
    });
  });

  it('are empty without a unit, or with a unit of another program', () => {
    assert.deepEqual(readService(''), {});
    assert.deepEqual(readService('[Service]\nExecStart=/usr/bin/other runner start\n'), {});
    assert.deepEqual(readService('[Service]\nExecStart=/bin/true\n'), {});
  });
});

describe('the state of a service', () => {
  it('counts as running if it is active, running or activating', () => {
    assert.ok(isRunning('active') && isRunning('running') && isRunning('activating'));
    assert.ok(!isRunning('inactive') && !isRunning('failed') && !isRunning('stopped') && !isRunning(null));
  });
});
