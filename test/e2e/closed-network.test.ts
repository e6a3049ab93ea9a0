import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { ProjectName } from '../../protocol/ids.ts';
import { NodeEntries } from '../../protocol/routes/shapes/node-shapes.ts';
import { rootRuns } from '../../support/testing/as-root.ts';
import { ClosedNetwork } from './harness/closed-network.ts';
import { counting, endOf, linesOf, runJob } from './harness/jobs.ts';
import { privateAuthority } from './harness/network-programs.ts';
import { World } from './harness/world.ts';

/** Time after which a connection counts as dropped by the firewall, in ms. An allowed connection is answered sooner. */
const ANSWERS_WITHIN_MS = 1_000;
const SERVER = "require('node:http').createServer((q,a)=>a.end('in')).listen(8080,()=>console.log('up'))";

/** The output of Debian's ansible-core, printed by a program that replaces `ansible-inventory`. */
const ANSIBLE_LISTING = JSON.stringify({
  _meta: {
    hostvars: {
      web1: {
        ansible_host: '10.9.0.2',
        ansible_port: 2222,
        ansible_user: 'deploy',
        ansible_password: 'opensesame',
        rack: 7,
      },
    },
  },
  all: { children: ['ungrouped', 'production'] },
  production: { children: ['web'] },
  web: { hosts: ['web1'] },
});

if (rootRuns('a network that accepts no inbound connections')) {
  describe('a network that accepts no inbound connections', () => {
    it('allows a runner inside to work', async () => {
      await using world = await World.open();
      await using network = await ClosedNetwork.open(world.folder);

      const server = spawn(network.node, ['-e', SERVER], { stdio: ['ignore', 'pipe', 'inherit'] });
      await once(server.stdout, 'data');
      const reaching = fetch(`http://${network.inside}:8080/`, {
        signal: AbortSignal.timeout(ANSWERS_WITHIN_MS),
      });
      await assert.rejects(reaching, 'the network is not reachable from outside');
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

    it('provides its nodes through a runner inside the network', async () => {
      await using world = await World.open();
      await using network = await ClosedNetwork.open(world.folder);
      const authority = await privateAuthority(world.folder, network.outside);
      const coordinator = await world.coordinator({
        listen: `${network.outside}:0`,
        args: ['--tls-cert', authority.certificate, '--tls-key', authority.key],
        ca: await readFile(authority.ca, 'utf8'),
      });
      const program = async (name: string, text: string) => {
        await writeFile(world.path(name), `#!/bin/sh\n${text}\n`);
        await chmod(world.path(name), 0o755);
      };
      await writeFile(world.path('nodes.yaml'), 'db1: {hostname: 10.9.0.1, tags: db}\n');
      await program(
        'list',
        `ip -o -4 address show | sed -n 's/.* inet \\([0-9.]*\\).*/"\\1": {seen: inside}/p'`,
      );
      await mkdir(world.path('bin'));
      await program('bin/ansible-inventory', `cat '${world.path('listing.json')}'`);
      await writeFile(world.path('listing.json'), ANSIBLE_LISTING);
      await world.runner(coordinator, {
        name: 'inside',
        tags: ['closed'],
        project: 'demo',
        node: network.node,
        args: ['--ca', authority.ca],
        environment: { PATH: `${world.path('bin')}:${process.env['PATH']}` },
      });
      const params = { project: ProjectName.parse('demo') };
      const source = (number: number, type: string, config: readonly [string, string]) => ({
        [`resources.source.${number}.type`]: type,
        [`resources.source.${number}.config.${config[0]}`]: config[1],
        [`resources.source.${number}.runner.filter`]: 'closed',
      });
      const body = {
        ...source(1, 'file', ['file', world.path('nodes.yaml')]),
        ...source(2, 'script', ['file', world.path('list')]),
        ...source(3, 'ansible-inventory', ['ansible-inventory', 'hosts.ini']),
      };
      await coordinator.client.setProjectConfig({ params, body });
      const sources = await coordinator.client.refreshNodes({ params, query: {} });
      assert.deepEqual(
        sources.slice(2).map(({ errors, state }) => [errors, state.readBy]),
        Array(3).fill([undefined, 'runner inside']),
      );
      const { text } = await coordinator.client.listNodes({ params, query: { format: 'json' } });
      const nodes = NodeEntries.parse(JSON.parse(text));
      assert.equal(nodes['db1']?.['tags'], 'db');
      assert.equal(nodes[network.inside]?.['seen'], 'inside', 'the script ran in the closed network');
      assert.deepEqual(nodes['web1'], {
        nodename: 'web1',
        tags: 'production, web',
        hostname: '10.9.0.2:2222',
        username: 'deploy',
        osFamily: 'unix',
        rack: '7',
      });
    });
  });
}
