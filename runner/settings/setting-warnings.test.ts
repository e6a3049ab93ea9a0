import assert from 'node:assert/strict';
import { defaultSettings } from './runner-settings.ts';
import { settingWarnings } from './setting-warnings.ts';

describe('warnings about settings', () => {
  const doubts = (given: Partial<Parameters<typeof settingWarnings>[0]>) =>
    settingWarnings({ ...defaultSettings(), ...given });

  it('are empty for existing names and programs', () => {
    assert.deepEqual(doubts({}), []);
    const steps = ['exec', 'plugin', 'plugin:http', 'plugin:wait-for-port'];
    assert.deepEqual(doubts({ executors: ['local', 'sshj-ssh'], steps, sources: ['file'] }), []);
    assert.deepEqual(doubts({ hookBefore: ['/bin/sh', '-c', 'true'], hookAfter: ['sh'] }), []);
  });

  it('report each unknown name with the closest existing one', () => {
    assert.deepEqual(doubts({ executors: ['lcoal'], sources: ['scripts'], steps: ['plugin:copy-file'] }), [
      'runner.operations.executors lists "lcoal", and there is no such executor; did you mean local?',
      'runner.operations.sources lists "scripts", and there is no such kind of node source; did you mean script?',
      'runner.operations.steps lists "plugin:copy-file", and there is no such plugin; did you mean plugin:copyfile?',
    ]);
    assert.match(doubts({ executors: ['winrm-overthere'] })[0] ?? '', /; they are local, sshj-ssh, /);
  });

  it('report hooks that cannot be executed', () => {
    assert.deepEqual(doubts({ hookBefore: ['/absent/hook'], hookAfter: ['/etc/passwd'] }), [
      'runner.hooks.before names /absent/hook, which does not exist or which this user cannot execute',
      'runner.hooks.after names /etc/passwd, which does not exist or which this user cannot execute',
    ]);
    assert.match(
      doubts({ hookBefore: ['no-such-program-anywhere'] })[0] ?? '',
      /which does not exist or which this user cannot execute$/,
    );
  });
});
