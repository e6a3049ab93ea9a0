import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FakeCoordinator } from '../testing/fake-coordinator.ts';
import { ForwardProxy } from '../testing/forward-proxy.ts';
import type { RunnerProcess } from '../testing/runner-process.ts';
import { Scene } from '../testing/scene.ts';
import { TestAuthority } from '../testing/test-authority.ts';

describe('a runner', () => {
  let authority: TestAuthority;
  let scene: Scene;
  let proxy: ForwardProxy | undefined;

  before(async () => {
    authority = await TestAuthority.make();
  });

  afterEach(async () => {
    await scene.close();
    proxy?.close();
    proxy = undefined;
  });

  async function secureScene(): Promise<void> {
    scene = await Scene.open(await FakeCoordinator.start(await authority.issue({ ip: '127.0.0.1' })));
  }

  const works = async (): Promise<void> => {
    await scene.polling();
    const operation = scene.coordinator.run('echo through');
    await scene.coordinator.ended(operation);
    assert.equal(operation.text, 'through\n');
  };

  const refusedToConnect = async (runner: RunnerProcess, problem: RegExp): Promise<void> => {
    assert.match((await runner.said('Cannot reach the coordinator at')).msg, problem);
    assert.deepEqual(scene.coordinator.heard, []);
  };

  it('trusts the authority of --ca, even on later starts without the flag', async () => {
    await secureScene();
    const caFile = join(scene.dataDir, 'ca.pem');
    await writeFile(caFile, authority.certificate);
    const first = scene.start({ caFile });
    await works();
    await first.kill('SIGTERM');
    scene.startAgain();
    await works();
  });

  it('refuses a TLS server of an unknown authority', async () => {
    await secureScene();
    await refusedToConnect(scene.start(), /not trusted here: give its authority with --ca FILE/);
  });

  it('trusts an authority by its pinned fingerprint, even on later starts without the flag', async () => {
    await secureScene();
    const first = scene.start({ caFingerprint: authority.fingerprint });
    await works();
    await first.kill('SIGTERM');
    scene.startAgain();
    await works();
  });

  it('trusts a certificate by its pinned fingerprint, even if its authority is not presented', async () => {
    const issued = await authority.issue({ ip: '127.0.0.1' });
    const alone = { ...issued, cert: issued.cert.replace(authority.certificate, '') };
    scene = await Scene.open(await FakeCoordinator.start(alone));
    scene.start({ caFingerprint: `sha256:${new X509Certificate(alone.cert).fingerprint256}` });
    await works();
  });

  it('sends nothing to a server without the pinned fingerprint', async () => {
    await secureScene();
    const other = await TestAuthority.make('Other');
    const runner = scene.start({ caFingerprint: other.fingerprint });
    assert.equal(await runner.exited, 3);
    assert.match(runner.raw, /No certificate that https.* presents has the fingerprint/);
    assert.deepEqual(scene.coordinator.heard, []);
  });

  it('refuses a certificate that the pinned authority issued for another name', async () => {
    scene = await Scene.open(
      await FakeCoordinator.start(await authority.issue({ dns: 'elsewhere.example' })),
    );
    await refusedToConnect(scene.start({ caFingerprint: authority.fingerprint }), /for another name/);
  });

  it('connects through the proxy in the environment', async () => {
    scene = await Scene.open();
    proxy = await ForwardProxy.start();
    scene.start({}, { OUTRUNNER_ENROLLMENT_TOKEN: 'token-1', HTTP_PROXY: `http://${proxy.host}` });
    await works();
    assert.ok(proxy.asked.every((asked) => asked.startsWith(`POST ${scene.coordinator.url}/runner/v1/`)));
    assert.ok(proxy.asked.length > 5);
  });

  it('bypasses the proxy for hosts of NO_PROXY', async () => {
    scene = await Scene.open();
    proxy = await ForwardProxy.start();
    const environment = { HTTP_PROXY: `http://${proxy.host}`, NO_PROXY: 'example.org,127.0.0.1' };
    scene.start({}, { OUTRUNNER_ENROLLMENT_TOKEN: 'token-1', ...environment });
    await works();
    assert.deepEqual(proxy.asked, []);
  });

  it('connects through --proxy with a password, and stores the password for later starts without logging it', async () => {
    scene = await Scene.open();
    proxy = await ForwardProxy.start('edge:p@ss word');
    const address = `http://edge:${encodeURIComponent('p@ss word')}@${proxy.host}`;
    const first = scene.start({ proxy: address, logLevel: 'trace' });
    await works();
    await first.kill('SIGTERM');
    assert.doesNotMatch(first.raw, /p%40ss|p@ss/);
    const asked = proxy.asked.splice(0).length;
    scene.startAgain();
    await works();
    assert.ok(asked > 0 && proxy.asked.length > 0);
  });

  it('connects to a TLS server through a tunnel of the proxy with a pinned certificate', async () => {
    await secureScene();
    proxy = await ForwardProxy.start('edge:secret');
    scene.start({ proxy: `http://edge:secret@${proxy.host}`, caFingerprint: authority.fingerprint });
    await works();
    assert.ok(proxy.asked.every((asked) => asked.startsWith('CONNECT 127.0.0.1:')));
    assert.ok(proxy.asked.length > 0);
  });

  it('reports a proxy that requires a password', async () => {
    scene = await Scene.open();
    proxy = await ForwardProxy.start('edge:secret');
    await refusedToConnect(
      scene.start({ proxy: `http://${proxy.host}` }),
      /407|did not answer as a coordinator/,
    );
  });
});
