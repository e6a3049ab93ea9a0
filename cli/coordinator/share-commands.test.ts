import assert from 'node:assert/strict';
import {
  startTestCoordinator,
  type TestCoordinator,
} from '../../coordinator/hosting/testing/test-coordinator.ts';
import { runAsClient } from '../testing/run-collected.ts';

describe('outrunner share', () => {
  let coordinator: TestCoordinator;
  before(async () => {
    coordinator = await startTestCoordinator();
  });
  after(() => coordinator.stop());

  const run = (...args: string[]) => runAsClient(coordinator, ['share', ...args]);

  it('shares with a generated certificate, prints its fingerprint, and stops sharing', async () => {
    const closed = `url=${coordinator.url}\nreach=this-machine\n`;
    assert.deepEqual(await run('show'), { exit: 0, printed: closed, said: '' });
    const { printed } = await run('open', '--names', 'localhost, 127.0.0.1', '--listen', '127.0.0.1:0');
    assert.match(printed, /^url=https:\/\/localhost:\d+\nreach=network\nlisten=127\.0\.0\.1:\d+\n/);
    assert.match(printed, /names=localhost,127\.0\.0\.1\nfingerprint=[0-9a-f]{64}\nexpires=\d{4}-/);
    assert.equal((await run('show')).printed, printed);
    const json = JSON.parse((await run('show', '--json')).printed);
    assert.match(json.certificate.trust, /BEGIN CERTIFICATE/);
    assert.equal((await run('close')).printed, closed);
  });

  it('exits with 2 unless it gets either host names or a readable certificate with its key', async () => {
    for (const args of [[], ['--tls-cert', 'x.pem'], ['--names', 'a', '--tls-cert', 'x', '--tls-key', 'y']]) {
      const { exit, said } = await run('open', ...args);
      assert.equal(exit, 2, args.join(' '));
      assert.match(said, /--names a,b, or both --tls-cert FILE and --tls-key FILE/);
    }
    const unreadable = await run('open', '--tls-cert', '/absent/x.pem', '--tls-key', '/absent/y.pem');
    assert.equal(unreadable.exit, 2);
    assert.match(unreadable.said, /\/absent\/x\.pem cannot be read/);
  });
});
