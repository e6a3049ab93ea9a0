import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { filesContaining } from '../../support/testing/files-containing.ts';
import { endOf, importJob, type JobText, linesOf, runJob } from './harness/jobs.ts';
import { LossyProxy } from './harness/lossy-proxy.ts';
import { World } from './harness/world.ts';

const SECRET = 'of-the-runner-and-nobody-else';
const READ = `printf '%s\\n' "$RD_OPTION_PASSWORD"; printf %s "$RD_OPTION_PASSWORD" | sha256sum | cut -d ' ' -f 1`;

describe('a secret in a file of a runner', () => {
  it('reaches its steps, is masked in output, and is never sent to the coordinator', async () => {
    await using world = await World.open();
    const coordinator = await world.coordinator();
    await using proxy = await LossyProxy.open(() => coordinator.port);
    const passed = proxy.record();
    const { client } = coordinator;
    const runner = { name: 'east', tags: ['db'], project: 'demo', server: proxy.url };
    const { dataDir } = await world.runner(coordinator, runner);
    const file = join(dataDir, 'keys', 'db', 'password');
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, `${SECRET}\n`, { mode: 0o600 });
    const job = (storagePath: string): JobText => ({
      name: 'secret',
      tags: ['db'],
      steps: [READ],
      more: { options: [{ name: 'password', secure: true, valueExposed: true, storagePath }] },
    });

    const execution = await runJob(client, job('runner/db/password'));
    const ended = await endOf(client, execution);
    assert.equal(ended.status, 'succeeded', JSON.stringify(ended.reason));
    const hash = createHash('sha256').update(SECRET).digest('hex');
    assert.deepEqual(await linesOf(client, execution), ['*****', hash]);

    await importJob(client, {
      name: 'child',
      steps: [READ.replaceAll('PASSWORD', 'HANDED')],
      more: { options: [{ name: 'handed', secure: true, valueExposed: true }] },
    });
    const jobref = { name: 'child', args: '-handed ${option.password}' };
    const referring = await runJob(client, { ...job('runner/db/password'), steps: [{ jobref }] });
    assert.equal((await endOf(client, referring)).status, 'succeeded');
    assert.deepEqual(await linesOf(client, referring), ['*****', hash]);

    const failed = await endOf(client, await runJob(client, job('runner/db/absent')));
    assert.equal(failed.status, 'failed');
    assert.match(
      failed.reason?.message ?? '',
      /no key "runner\/db\/absent".*no file db\/absent.*install -D -m 600/,
    );

    const forms = [SECRET, Buffer.from(SECRET).toString('base64')];
    const traffic = passed();
    assert.ok(traffic.includes(hash), 'the traffic was recorded');
    for (const form of forms) {
      assert.ok(!traffic.includes(form), 'the secret is not sent');
      assert.deepEqual(await filesContaining(coordinator.dataDir, form), []);
    }
  });
});
