import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DOWNLOADS } from '../../protocol/install/install-source.ts';
import { startTestCoordinator, type TestCoordinator } from '../hosting/testing/test-coordinator.ts';

const PROGRAM = 'the whole runner';
const CHECKSUM = createHash('sha256').update(PROGRAM).digest('hex');

describe('files that runner hosts may download', () => {
  let folder: string;
  let coordinator: TestCoordinator;
  const get = (path: string, headers: Record<string, string> = {}) =>
    fetch(`${coordinator.url}/outrunner/v1/${path}`, { headers });

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'outrunner-binaries-'));
    await writeFile(join(folder, DOWNLOADS.linuxX64), PROGRAM);
    await writeFile(join(folder, 'secret'), 'not for everybody');
    await writeFile(
      join(folder, 'SHA256SUMS'),
      [DOWNLOADS.linuxX64, DOWNLOADS.linuxArm64, 'secret'].map((name) => `${CHECKSUM}  ${name}\n`).join(''),
    );
    coordinator = await startTestCoordinator({ runnerBinaries: folder });
  });
  after(async () => {
    await coordinator.stop();
    await rm(folder, { recursive: true });
  });

  it('are served without a token, whole or in part', async () => {
    const whole = await get(`downloads/${DOWNLOADS.linuxX64}`);
    assert.equal(await whole.text(), PROGRAM);
    const part = await get(`downloads/${DOWNLOADS.linuxX64}`, { range: 'bytes=4-8' });
    assert.deepEqual([part.status, await part.text()], [206, 'whole']);
    assert.match(await (await get('downloads/SHA256SUMS')).text(), /outrunner-linux-x64/);
  });

  it('are only files of the folder that have the name of a download', async () => {
    for (const name of ['secret', DOWNLOADS.linuxArm64, '..%2f..%2fetc%2fpasswd', '%2fetc%2fpasswd']) {
      assert.equal((await get(`downloads/${name}`)).status, 404, name);
    }
  });

  it('free their slot when the response ends, whether or not the client has read it', async () => {
    for (let turn = 0; turn < 3; turn += 1) {
      await Promise.all(
        Array.from({ length: 20 }, async (_, index) => {
          const left = new AbortController();
          const answer = await fetch(`${coordinator.url}/outrunner/v1/downloads/${DOWNLOADS.linuxX64}`, {
            method: index % 2 === 0 ? 'HEAD' : 'GET',
            signal: left.signal,
          });
          assert.equal(answer.status, 200);
          if (index % 3 === 0) left.abort();
          else await answer.text();
        }),
      );
    }
  });

  it('are listed in the install scripts with their checksum', async () => {
    const script = await (await get('install.sh')).text();
    assert.ok(script.includes(`checksum='${CHECKSUM}'`));
    assert.ok(script.includes(coordinator.url));
    assert.equal(script.split(CHECKSUM).length, 2, 'a file that is listed and absent is not offered');
    assert.ok((await (await get('Dockerfile')).text()).includes(CHECKSUM));
    const compose = await get('compose.yaml?name=East');
    assert.match(await compose.text(), /^services:\n {2}outrunner-east:\n/);
    assert.ok((await (await get('install.ps1')).text()).includes(coordinator.url));
  });

  it('include an install script for each runner', async () => {
    const create = (name: string, installationType: 'linux' | 'windows') =>
      coordinator.client.createRunner({ body: { name, description: '', installationType } });
    await coordinator.client.updateSettings({ body: { runners: { enabled: true } } });
    const made = [await create('East', 'linux'), await create('West', 'windows')];
    const scripts = await Promise.all(
      made.map(({ downloadTk }) =>
        fetch(`${coordinator.url}/api/53/runnerManagement/download/${downloadTk}`).then((it) => it.text()),
      ),
    );
    assert.match(scripts[0] ?? '', /^#!\/bin\/sh\n[\s\S]*OUTRUNNER_NAME:-east\}/);
    assert.match(scripts[1] ?? '', /function Install-OutrunnerRunner[\s\S]*'west'/);
  });
});
