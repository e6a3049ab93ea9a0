import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import type { Client } from '../../protocol/client/client.ts';
import { ProjectName } from '../../protocol/ids.ts';
import { installCommand } from '../../protocol/install/install-command.ts';
import { installSource } from '../../protocol/install/install-source.ts';
import { writeChecksums } from '../../scripts/package/checksums.ts';
import { packageRunner } from '../../scripts/package/package-runner.ts';
import { platforms } from '../../scripts/package/platforms.ts';
import { rootRuns } from '../../support/testing/as-root.ts';
import { BootedRoot } from './harness/booted-root.ts';
import { endOf, linesOf, runJob } from './harness/jobs.ts';
import { MinimalRoot } from './harness/minimal-root.ts';
import { privateAuthority } from './harness/network-programs.ts';
import { until } from './harness/until.ts';
import { World } from './harness/world.ts';

const [here] = platforms.filter(({ name }) => name === `${process.platform}-${process.arch}`);
const PROGRAM = '/usr/local/lib/outrunner/outrunner';
const PREPARATION_MS = 8 * 60_000;
/** A source with 3,000 nodes: a separate thread parses a list of this length. */
const LONG_SOURCE = {
  'resources.source.1.type': 'script',
  'resources.source.1.config.file': '/bin/sh',
  'resources.source.1.config.args':
    '-c "seq 3000 | sed \'s/.*/web-&: {hostname: web-&.example.org, username: ops}/\'"',
  'resources.source.1.runner.filter': 'closed',
};
const JOB = {
  name: 'where',
  tags: ['closed'],
  steps: [
    { exec: 'echo "on $OUTRUNNER_RUNNER as $(id -un)"; command -v node || echo "no node"' },
    'tr a-z A-Z <<END\nscript of $(id -un)\nEND',
    { exec: 'test -t 1 && echo terminal', pty: true },
    { type: 'log-data-step', nodeStep: true, configuration: {} },
  ],
};

if (here !== undefined && rootRuns('the single-file runner on a host without Node.js')) {
  describe('the single-file runner on a host without Node.js', () => {
    let world: World;
    let root: MinimalRoot;
    const binaries = () => world.path('binaries');

    before(async function () {
      // On first use on a machine, debootstrap creates the root file system.
      this.timeout(PREPARATION_MS);
      world = await World.open();
      root = await MinimalRoot.open(world.path('root'));
      await writeChecksums(binaries(), [await packageRunner(here, binaries())]);
    });
    after(() => world[Symbol.asyncDispose]());

    it('is installed by the command that the coordinator generates, works, and can be removed', async () => {
      const authority = await privateAuthority(world.folder);
      const ca = await readFile(authority.ca, 'utf8');
      const { client } = await world.coordinator({
        args: [
          ...['--tls-cert', authority.certificate, '--tls-key', authority.key],
          ...['--runner-binaries', binaries()],
        ],
        ca,
      });
      const runnerName = 'East';
      const { token } = await client.createRunner({
        body: { name: runnerName, description: '', tagNames: ['closed'], assignedProjects: { demo: '.*' } },
      });

      const source = installSource(await client.getShare());
      const command = installCommand({ ...source, runnerName, token, installationType: 'linux' });
      const installed = await root.run(['sh', '-c', command]);
      assert.equal(installed.code, 0, installed.stderr);
      const [, start = ''] = /^Start the runner with: (.*)$/m.exec(installed.stderr) ?? [];
      assert.ok(start.startsWith('su -s /bin/sh outrunner'), installed.stderr);
      const folder = await root.run(['stat', '--format=%a %U', '/var/lib/outrunner/east']);
      assert.equal(folder.stdout, '700 outrunner\n');

      const runner = root.start(['sh', '-c', start]);
      const said = runner.stderr === null ? '' : text(runner.stderr);
      await Promise.race([
        world.healthy({ client }, runnerName),
        Promise.resolve(said).then((words) => assert.fail(`the runner ended: ${words}`)),
      ]);
      const execution = await runJob(client, JOB);
      assert.equal((await endOf(client, execution)).status, 'succeeded');
      const lines = await linesOf(client, execution);
      assert.deepEqual(lines.slice(0, 4), [
        'on East as outrunner',
        'no node',
        'SCRIPT OF OUTRUNNER',
        'terminal',
      ]);
      assert.ok(lines.includes('node.name: East'), 'the plugin step prints its data');
      assert.deepEqual(await nodesOfLongSource(client), [3000, 'runner East', undefined]);
      runner.kill('SIGKILL');

      const status = await root.run([PROGRAM, 'runner', 'status', '--name', 'east']);
      assert.match(status.stdout, /enrolled {2}as replica \S+ of runner East at https:/);
      const removed = await root.run([PROGRAM, 'runner', 'uninstall', '--name', 'east', '--purge']);
      assert.equal(removed.code, 0, removed.stderr);
      assert.equal(
        (await root.run(['ls', '/var/lib/outrunner', '/usr/local/lib/outrunner'])).stdout.includes('east'),
        false,
      );
    });

    it('runs as a service of systemd, and its steps continue when it is killed', async () => {
      await using host = await BootedRoot.boot(root.folder);
      await using own = await World.open();
      const coordinator = await own.coordinator({ args: ['--runner-binaries', binaries()] });
      const { client } = coordinator;
      const { token } = await client.createRunner({
        body: { name: 'west', description: '', tagNames: ['closed'], assignedProjects: { demo: '.*' } },
      });
      const source = installSource(await client.getShare());
      const command = installCommand({ ...source, runnerName: 'west', token, installationType: 'linux' });
      const installed = await host.run(['sh', '-c', command]);
      assert.equal(installed.code, 0, installed.stderr);
      await own.healthy({ client }, 'west');
      const status = await host.run([PROGRAM, 'runner', 'status', '--name', 'west']);
      assert.equal(status.code, 0, status.stdout);

      const gate = '/var/lib/outrunner/gate';
      await host.run(['mkfifo', '--mode=666', gate]);
      const execution = await runJob(client, {
        name: 'long',
        tags: ['closed'],
        steps: [{ exec: `echo before; cat ${gate}; echo after` }],
      });
      await until(
        'the step to wait',
        async () => (await linesOf(client, execution)).length === 1 || undefined,
      );
      const killed = ['kill', '--kill-whom=main', '--signal=KILL', 'outrunner-west'];
      assert.equal((await host.run(['systemctl', ...killed])).code, 0);
      await until('the service to be started again', async () => {
        const asked = ['show', 'outrunner-west', '--property=NRestarts,ActiveState'];
        const { stdout } = await host.run(['systemctl', ...asked]);
        return (/NRestarts=1/.test(stdout) && /ActiveState=active/.test(stdout)) || undefined;
      });
      await host.run(['sh', '-c', `echo through >${gate}`]);
      assert.equal((await endOf(client, execution)).status, 'succeeded');
      assert.deepEqual(await linesOf(client, execution), ['before', 'through', 'after']);

      const removed = await host.run([PROGRAM, 'runner', 'uninstall', '--name', 'west', '--purge']);
      assert.equal(removed.code, 0, removed.stderr);
      assert.notEqual((await host.run(['systemctl', 'is-active', 'outrunner-west'])).code, 0);
    });

    it('keeps its settings in an update, and continues to run if the update fails', async () => {
      await using host = await BootedRoot.boot(root.folder);
      await using own = await World.open();
      const coordinator = await own.coordinator({ args: ['--runner-binaries', binaries()] });
      const { client } = coordinator;
      const { token } = await client.createRunner({
        body: { name: 'south', description: '', tagNames: ['closed'], assignedProjects: { demo: '.*' } },
      });
      const shell = (script: string) => host.run(['sh', '-c', script]);
      const unit = async () => (await shell('cat /etc/systemd/system/outrunner-south.service')).stdout;
      const expected = /^User=daemon\nExecStart=.* --data-dir \/srv\/south --max-running 7 --log json$/m;
      await shell('rm -rf /usr/local/lib/outrunner /var/lib/outrunner');

      const source = installSource(await client.getShare());
      const command = installCommand({ ...source, runnerName: 'south', token, installationType: 'linux' });
      const args = '--user daemon --data-dir south -- --max-running 7';
      const installed = await shell(`umask 077; cd /srv; ${command} -s -- ${args}`);
      assert.equal(installed.code, 0, installed.stderr);
      await own.healthy({ client }, 'south');
      assert.match(await unit(), expected);
      assert.equal((await host.run([PROGRAM, 'runner', 'status', '--name', 'south'])).code, 0);

      const script = `${coordinator.url}/outrunner/v1/install.sh`;
      const renewed = await shell(`curl -fsSL ${script} | OUTRUNNER_NAME=south sh`);
      assert.equal(renewed.code, 0, renewed.stderr);
      assert.match(await unit(), expected);
      const other = await host.run([PROGRAM, 'runner', 'install', '--name', 'south', '--user', 'root']);
      assert.equal(other.code, 2, other.stderr);

      const given = `OUTRUNNER_ENROLLMENT_TOKEN=${token} timeout --signal=INT 3`;
      const nowhere = await shell(
        `${given} ${PROGRAM} runner install --name south --server http://127.0.0.1:1`,
      );
      assert.notEqual(nowhere.code, 0);
      assert.match(nowhere.stderr, /it was interrupted/);
      await own.healthy({ client }, 'south');
      assert.equal((await host.run([PROGRAM, 'runner', 'status', '--name', 'south'])).code, 0);
      assert.equal((await host.run([PROGRAM, 'runner', 'uninstall', '--name', 'south', '--purge'])).code, 0);
      assert.equal((await shell('ls /srv')).stdout, '');
    });
  });
}

async function nodesOfLongSource(client: Client): Promise<unknown[]> {
  const params = { project: ProjectName.parse('demo') };
  await client.setProjectConfig({ params, body: LONG_SOURCE });
  const [last] = (await client.refreshNodes({ params, query: {} })).slice(-1);
  return [last?.state.nodes, last?.state.readBy, last?.errors];
}
