import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { ProjectName } from '../../protocol/ids.ts';
import { rootRuns } from '../../support/testing/as-root.ts';
import { ClosedSite, type Machine } from './harness/closed-site.ts';
import type { Coordinator } from './harness/coordinator.ts';
import { endOf, linesOf, runJob } from './harness/jobs.ts';
import type { NetworkNamespace } from './harness/network-namespace.ts';
import { privateAuthority } from './harness/network-programs.ts';
import { SshSite } from './harness/ssh-site.ts';
import { until } from './harness/until.ts';
import { World } from './harness/world.ts';

const PROJECT = { project: ProjectName.parse('demo') };
const KEY = 'keys/project/demo/nodes';
/** Time after which a connection counts as dropped by the firewall, in ms. An allowed connection is answered sooner. */
const ANSWERS_WITHIN_MS = 1000;
const LISTEN = "require('node:net').createServer(s=>s.end('in')).listen(8080)";

interface Node extends Machine {
  readonly port: number;
}

if (rootRuns('two closed networks and the network of the coordinator')) {
  describe('two closed networks and the network of the coordinator', () => {
    let world: World;
    let servers: SshSite;
    let site: ClosedSite;
    let coordinator: Coordinator;
    let own: Machine;
    const fronts = new Map<string, Machine>();
    const nodes = new Map<string, Node>();

    before(async () => {
      world = await World.open();
      servers = new SshSite();
      site = await ClosedSite.open(world.folder);
      own = await site.machine();
      const authority = await privateAuthority(world.folder, own.address);
      coordinator = await world.coordinator({
        listen: `${own.address}:0`,
        node: own.namespace.node,
        args: ['--tls-cert', authority.certificate, '--tls-key', authority.key, '--local-runner-same-user'],
        ca: await readFile(authority.ca, 'utf8'),
      });
      nodes.set('own', await sshNode(own, 1));
      for (const name of ['east', 'west']) {
        const front = await site.machine();
        await front.namespace.closeInbound();
        fronts.set(name, front);
        for (const number of [1, 2]) nodes.set(`${name}-${number}`, await sshNode(front, number));
        const { node } = front.namespace;
        const runner = await world.runner(coordinator, {
          name,
          tags: [],
          project: 'demo',
          node,
          args: ['--ca', authority.ca],
        });
        const body = { runnerId: runner.id, remoteNodeDispatch: true, runnerNodeFilter: `tags: ${name}` };
        await coordinator.client.setNodeDispatch({ params: PROJECT, body });
      }
      await coordinator.client.createKey({
        params: { path: KEY.replace(/^keys\//, '') },
        body: { text: servers.key.privateText, mediaType: 'application/octet-stream' },
      });
      await coordinator.client.setSourceNodes({
        params: { ...PROJECT, index: 1 },
        body: { text: inventory(), mediaType: 'application/json' },
      });
    });
    after(async () => {
      coordinator?.client.close();
      await servers?.[Symbol.asyncDispose]();
      await world?.[Symbol.asyncDispose]();
      await site?.[Symbol.asyncDispose]();
    });

    const sshNode = async (front: Machine, number: number): Promise<Node> => {
      const machine = await site.behind(front, number);
      const { within } = machine.namespace;
      const { port } = await servers.server([], { address: machine.address, within });
      return { ...machine, port };
    };
    const inventory = () =>
      JSON.stringify(
        Object.fromEntries(
          Array.from(nodes, ([name, { address, port }]) => [
            name,
            {
              ...{ hostname: `${address}:${port}`, username: 'root', tags: name.split('-')[0] },
              'node-executor': 'sshj-ssh',
              'ssh-key-storage-path': KEY,
            },
          ]),
        ),
      );
    const reaches = (from: NetworkNamespace, address: string, port: number) => {
      const wait = `setTimeout(()=>process.exit(2),${ANSWERS_WITHIN_MS})`;
      const dial = `require('node:net').connect(${port},'${address}',()=>process.exit(0)).on('error',()=>process.exit(1));${wait}`;
      return from.run(process.execPath, '-e', dial).then(
        () => true,
        () => false,
      );
    };

    it('allow connections to a node only from the runner of its network, and no connection from the coordinator to a runner', async () => {
      for (const [network, front] of fronts) {
        const { address, port } = nodes.get(`${network}-1`) ?? assert.fail();
        assert.equal(await reaches(front.namespace, address, port), true, 'its runner');
      }
      const { address, port } = nodes.get('east-2') ?? assert.fail();
      assert.equal(await reaches(own.namespace, address, port), false, 'the coordinator');
      const [east, west] = [fronts.get('east') ?? assert.fail(), fronts.get('west') ?? assert.fail()];
      assert.equal(await reaches(west.namespace, address, port), false, 'the other runner');
      const inside = spawn(east.namespace.node, ['-e', LISTEN], { stdio: 'ignore' });
      try {
        await until(
          'it to listen',
          async () => (await reaches(east.namespace, '127.0.0.1', 8080)) || undefined,
        );
        assert.equal(await reaches(own.namespace, east.address, 8080), false, 'a runner');
      } finally {
        inside.kill('SIGKILL');
      }
    });

    it('can all be reached by one job, each node through its own runner', async () => {
      const execution = await runJob(coordinator.client, {
        name: 'everywhere',
        steps: [{ exec: 'echo ${node.name} $(readlink /proc/self/ns/net)' }],
        more: { nodefilters: { filter: 'tags: east,west,own', dispatch: { threadcount: 5 } } },
      });
      const { status, reason, successfulNodes } = await endOf(coordinator.client, execution);
      assert.equal(status, 'succeeded', reason?.message);
      assert.deepEqual(successfulNodes?.toSorted(), [...nodes.keys()].toSorted());
      const expected = await Promise.all(
        Array.from(nodes, async ([name, { namespace }]) => `${name} ${await namespace.identity()}`),
      );
      assert.deepEqual((await linesOf(coordinator.client, execution)).toSorted(), expected.toSorted());
    });
  });
}
