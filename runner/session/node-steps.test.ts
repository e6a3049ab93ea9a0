import assert from 'node:assert/strict';
import { identifyProcess } from '../keeper/processes/process-identity.ts';
import { NodeScene } from '../testing/node-scene.ts';

const EXITED = { kind: 'exited', exitCode: 0 };

describe('a step on a node', () => {
  let at: NodeScene;
  before(async () => {
    at = await NodeScene.open();
  });
  after(() => at?.close());

  it('runs a command there as the user of the node', async () => {
    const { end, text } = await at.run('echo "$USER"; echo problem >&2; exit 3');
    assert.deepEqual(end, { kind: 'exited', exitCode: 3 });
    assert.equal(text, `${at.node.credentials.username}\nproblem\n`);
  });

  it('finds the variables of the job and the facts of the operation', async () => {
    const values = { option: { v: "it's $HOME" }, secureOption: [], job: {} };
    const command = 'printf "%s|%s|%s" "$RD_OPTION_V" ${option.v} "$OUTRUNNER_EXECUTION"; env | grep -c SUDO';
    const { text } = await at.run(command, { granted: { values } });
    assert.match(text, /^it's \$HOME\|it's \$HOME\|\d+0\n$/);
  });

  it('runs a script there with its interpreter and arguments, and leaves nothing behind', async () => {
    const { end, text } = await at.run(
      {
        kind: 'script',
        script: '#!/bin/bash\necho "$0 $1 @option.v@"; exit 0',
        args: '${option.v}',
        pty: false,
      },
      { granted: { values: { option: { v: 'a  b' }, secureOption: [], job: {} } } },
    );
    assert.deepEqual(end, EXITED);
    assert.match(text, /^\/tmp\/1-\d+-web1-dispatch-script\.tmp\.sh a {2}b a {2}b\n$/);
    const [path = ''] = text.split(' ');
    assert.equal((await at.run(`ls ${path} 2>/dev/null || echo gone`)).text, 'gone\n');
  });

  it('is ended there, with what it started', async () => {
    const operation = await at.begin('sleep 1000 & echo $!; wait');
    const { changes } = at.scene.coordinator;
    await changes.until(() => operation.text.includes('\n') || undefined);
    at.scene.coordinator.cancel(operation);
    const { end } = await at.scene.coordinator.ended(operation);
    assert.equal(end.kind, 'cancelled');
    assert.ok(!('problem' in end));
    assert.equal(identifyProcess(Number(operation.text)), undefined);
  });

  it('masks the keys of the node in its output', async () => {
    const { text } = await at.run(`cat <<'E'\n${at.node.key.privateText}\nE`);
    assert.doesNotMatch(text, /[A-Za-z0-9+/]{60}/);
  });

  it('says why it could not be begun', async () => {
    const reason = async (attributes: Record<string, string>, executor?: string) => {
      const { end } = await at.run('true', { attributes, ...(executor !== undefined && { executor }) });
      return end.kind === 'failed' ? `${end.reason}: ${end.problem}` : end.kind;
    };
    assert.match(await reason({ hostname: '127.0.0.1:1' }), /^ConnectionFailure: .*127\.0\.0\.1:1/);
    assert.match(await reason({ hostname: 'no.such.host.invalid' }), /^HostNotFound: /);
    assert.match(await reason({ username: 'nobody-here' }), /^AuthenticationFailure: /);
    assert.match(await reason({ 'ssh-key-storage-path': 'keys/x' }), /^ConfigurationFailure: .*keys\/x/);
    assert.match(
      await reason({ 'ssh-connect-timeout': 'x' }),
      /^ConfigurationFailure: .*ssh-connect-timeout/,
    );
    assert.match(await reason({}, 'WinRMPython'), /^ConfigurationFailure: .*WinRMPython/);
  });
});
