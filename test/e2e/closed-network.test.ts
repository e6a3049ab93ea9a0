import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { ClosedNetwork } from './harness/closed-network.ts';
import { counting, endOf, linesOf, runJob } from './harness/jobs.ts';
import { privateAuthority } from './harness/network-programs.ts';
import { World } from './harness/world.ts';

/** A connection that is dropped answers nothing; one that is let through would within this time. */
const ANSWERS_WITHIN_MS = 1_000;
const SERVER = "require('node:http').createServer((q,a)=>a.end('in')).listen(8080,()=>console.log('up'))";

if (process.getuid?.() === 0) {
  describe('a network whose inbound side is closed by a firewall', () => {
    it('lets a runner in it work', async () => {
      await using world = await World.open();
      await using network = await ClosedNetwork.open(world.folder);

      const server = spawn(network.node, ['-e', SERVER], { stdio: ['ignore', 'pipe', 'inherit'] });
      await once(server.stdout, 'data');
      const reaching = fetch(`http://${network.inside}:8080/`, {
        signal: AbortSignal.timeout(ANSWERS_WITHIN_MS),
      });
      await assert.rejects(reaching, 'nothing gets in');
      server.kill('SIGKILL');

      const authority = await privateAuthority(world.folder, network.outside);
      const coordinator = await world.coordinator({
        listen: `${network.outside}:0`,
        args: ['--tls-cert', authority.certificate, '--tls-key', authority.key],
        ca: await readFile(authority.ca, 'utf8'),
      });
      await world.runner(coordinator, {
        name: 'inside',
        tags: ['closed'],
        project: 'demo',
        node: network.node,
        args: ['--ca', authority.ca],
      });
      const execution = await runJob(coordinator.client, {
        name: 'count',
        tags: ['closed'],
        steps: ['for i in 1 2 3 4 5; do echo "line $i"; sleep 0.2; done'],
      });
      assert.equal((await endOf(coordinator.client, execution)).status, 'succeeded');
      assert.deepEqual(await linesOf(coordinator.client, execution), counting(1, 5));
    });
  });
}
