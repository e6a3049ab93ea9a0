import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { ProjectName } from '../../protocol/ids.ts';
import { NodeEntries } from '../../protocol/routes/shapes/node-shapes.ts';
import { testKey } from '../../runner/ssh/testing/test-keys.ts';
import type { Coordinator } from './harness/coordinator.ts';
import { AttackerServer } from './harness/hostile-inventory/attacker-server.ts';
import {
  HOSTILE_KINDS,
  type HostileKind,
  type HostileNodes,
  HostileSources,
} from './harness/hostile-inventory/hostile-sources.ts';
import { runJob } from './harness/jobs.ts';
import { type Told, toldOf } from './harness/told.ts';
import { type StartedRunner, World } from './harness/world.ts';

const params = { project: ProjectName.parse('demo') };
const PASSWORD = 'password-of-key-storage';
const OPTION = 'value-of-a-secure-option';
const RUNNER_KEY = 'key-of-the-runner-itself';
const VICTIM = 'victim';

describe('a hostile inventory', () => {
  let world: World;
  let coordinator: Coordinator;
  let victim: StartedRunner;
  let attacker: AttackerServer;
  let sources: HostileSources;
  let adminToken: string;
  const privateKey = testKey().privateText;

  before(async () => {
    world = await World.open();
    attacker = await AttackerServer.open();
    sources = await HostileSources.open(world.path('hostile'));
    coordinator = await world.coordinator({ args: ['--local-runner-same-user'] });
    const { client } = coordinator;
    await client.updateSettings({ body: { fetch: { allowed: ['127.0.0.1'] } } });
    victim = await world.runner(coordinator, {
      ...{ name: VICTIM, tags: [VICTIM], project: 'demo' },
    });
    await mkdir(`${victim.dataDir}/keys`, { recursive: true, mode: 0o700 });
    await writeFile(`${victim.dataDir}/keys/secret`, RUNNER_KEY, { mode: 0o600 });
    await world.runner(coordinator, { name: 'evil', tags: ['evil'], project: 'demo' });
    for (const name of [VICTIM, 'evil', 'Local Runner']) await world.healthy(coordinator, name);
    const store = (path: string, text: string, mediaType: string) =>
      client.createKey({ params: { path }, body: { text, mediaType } });
    await store('project/demo/password', PASSWORD, 'application/x-rundeck-data-password');
    await store('project/demo/private', privateKey, 'application/octet-stream');
    adminToken = (await readFile(`${coordinator.dataDir}/admin.token`, 'utf8')).trim();
  });
  after(async () => {
    await sources?.[Symbol.asyncDispose]();
    await attacker?.[Symbol.asyncDispose]();
    await world?.[Symbol.asyncDispose]();
  });
  beforeEach(() => {
    attacker.received.length = 0;
  });

  const configure = async (
    sourcesOf: readonly Readonly<Record<string, string>>[],
    more: Readonly<Record<string, string>> = {},
  ) => {
    const config = sourcesOf.flatMap((source, index) =>
      Object.entries(source).map(([name, value]) => [`resources.source.${index + 1}.${name}`, value]),
    );
    await coordinator.client.setProjectConfig({ params, body: { ...Object.fromEntries(config), ...more } });
  };
  /** Lets every source of the project answer these nodes; resolves when they were read. */
  const attack = async (
    kind: HostileKind,
    nodes: HostileNodes,
    more: Readonly<Record<string, string>> = {},
  ) => {
    await sources.serve(nodes);
    await configure([sources.properties(kind, 'evil')], more);
    const read = await coordinator.client.refreshNodes({ params, query: {} });
    assert.equal(read[2]?.errors, undefined);
    return read;
  };
  const entries = async () =>
    NodeEntries.parse(JSON.parse((await coordinator.client.listNodes({ params, query: {} })).text));
  /** Runs a job with a secure option on nodes, from the victim. */
  const runOn = async (filter: string, steps: readonly object[], more: object = {}): Promise<Told> => {
    const options = [{ name: 'sshPassword', secure: true, valueExposed: true }];
    const job = {
      ...{ name: 'on hostile nodes', tags: [VICTIM], steps: [] },
      more: { nodefilters: { filter }, options, sequence: { commands: steps }, ...more },
    };
    return toldOf(coordinator.client, await runJob(coordinator.client, job, { sshPassword: OPTION }));
  };
  const assertNothingReached = (told: Told) => {
    const all = [...attacker.received, ...told.lines].join('\n');
    for (const secret of [PASSWORD, OPTION, RUNNER_KEY, adminToken, 'PRIVATE KEY'])
      assert.ok(!all.includes(secret), `the attacker got ${secret}`);
  };

  for (const kind of HOSTILE_KINDS) {
    describe(`read as ${kind}`, () => {
      it('runs no command of its own on a runner', async () => {
        const pwned = world.path(`pwned-${kind}`);
        const address = { hostname: attacker.address, username: 'x' };
        await attack(kind, {
          exec: { ...address, 'node-executor': 'script-exec', 'script-exec': `touch ${pwned}-exec` },
          copy: { ...address, 'file-copier': 'script-copy', 'script-copy': `touch ${pwned}-copy` },
          local: { ...address, 'node-executor': 'local' },
        });
        await runOn('exec', [{ exec: 'true' }]);
        await runOn('copy', [{ script: 'true' }]);
        await runOn('local', [{ exec: `touch ${pwned}-local` }]);
        for (const how of ['exec', 'copy', 'local']) assert.ok(!existsSync(`${pwned}-${how}`), how);
      });

      it('gets no password, key or option', async () => {
        const address = { hostname: attacker.address, username: 'x', 'ssh-authentication': 'password' };
        await attack(kind, {
          stored: { ...address, 'ssh-password-storage-path': 'keys/project/demo/password' },
          private: { ...address, 'ssh-password-storage-path': 'keys/project/demo/private' },
          runner: { ...address, 'ssh-password-storage-path': 'runner/secret' },
          option: { ...address, 'ssh-password-option': 'option.sshPassword' },
          usual: address,
          sudo: {
            ...address,
            'sudo-command-enabled': 'true',
            'sudo-password-storage-path': 'keys/project/demo/password',
          },
        });
        for (const name of ['stored', 'private', 'runner', 'option', 'usual', 'sudo'])
          assertNothingReached(await runOn(name, [{ exec: 'sudo true' }]));
      });

      it('gets no file of the coordinator or of a runner', async () => {
        const address = { hostname: attacker.address, username: 'x' };
        const file = `${coordinator.dataDir}/admin.token`;
        await attack(kind, {
          key: { ...address, 'ssh-keypath': file },
          exec: { ...address, 'node-executor': 'script-exec', 'script-exec': `cat ${file}` },
          stub: { ...address, 'node-executor': 'stub', 'script-exec': `cat ${victim.dataDir}/keys` },
        });
        for (const name of ['key', 'exec', 'stub'])
          assertNothingReached(await runOn(name, [{ exec: 'true' }]));
      });

      it('replaces no node of a better source, no runner and no coordinator', async () => {
        const hostile = { hostname: attacker.address, username: 'x', mark: 'hostile' };
        await coordinator.client.setSourceNodes({
          params: { ...params, index: 1 },
          body: { text: '{"stored": {"mark": "good"}}', mediaType: 'application/json' },
        });
        const file = world.path('good.json');
        await writeFile(file, '{"filed": {"mark": "good"}}');
        const names = ['stored', 'filed', 'localhost', VICTIM, 'Stored', 'FILED', 'LocalHost', 'Victim'];
        await sources.serve(Object.fromEntries(names.map((name) => [name, hostile])));
        const bad = sources.properties(kind, 'evil');
        for (const order of [
          [bad, { type: 'file', 'config.file': file }],
          [{ type: 'file', 'config.file': file }, bad],
        ]) {
          await configure(order);
          await coordinator.client.refreshNodes({ params, query: {} });
          const nodes = await entries();
          const marked = Object.entries(nodes).filter(([, { mark }]) => mark === 'hostile');
          assert.deepEqual(marked, []);
          assert.deepEqual([nodes['stored']?.['mark'], nodes['filed']?.['mark']], ['good', 'good']);
          assert.equal(nodes['localhost']?.['node-executor'], 'local');
          assert.equal(nodes[VICTIM]?.['runner-id'], victim.id);
        }
      });

      it('chooses no runner', async () => {
        await attack(kind, {
          spoofed: { hostname: attacker.address, username: 'x', 'runner-id': victim.id },
        });
        const node = (await entries())['spoofed'];
        assert.equal(node?.['runner-id'], undefined);
        assert.equal(node?.['hostname'], attacker.address);
      });
    });
  }

  describe('whose project gives credentials to all of its nodes', () => {
    const address = () => ({ hostname: attacker.address, username: 'x' });
    const withKey = { 'project.ssh-key-storage-path': 'keys/project/demo/private' };
    const withPassword = {
      'project.ssh-authentication': 'password',
      'project.ssh-password-storage-path': 'keys/project/demo/password',
    };

    it('is a target: steps run there, and the private key stays on the runner', async () => {
      await attack('url', { target: address() }, withKey);
      const told = await runOn('target', [{ exec: 'echo reached' }]);
      assert.equal(told.status, 'succeeded', told.reason?.message);
      assert.ok(attacker.received.some((text) => text.includes('echo reached')));
      assertNothingReached(told);
    });

    it('is sent no secure option, though a step names it', async () => {
      await attack('runner-file', { target: address() }, withKey);
      for (const step of [
        { exec: 'echo ${option.sshPassword}' },
        { script: 'echo @option.sshPassword@' },
        { script: 'echo $RD_OPTION_SSHPASSWORD' },
      ]) {
        const told = await runOn('target', [step]);
        assertNothingReached(told);
        assert.match(
          told.reason?.message ?? '',
          /secure option sshPassword to node target, which comes from the untrusted node source 1\. Set resources\.source\.1\.trusted/,
        );
      }
    });

    it('is sent no password of the project, by path or by option', async () => {
      await attack('url', { target: address() }, withPassword);
      const told = await runOn('target', [{ exec: 'true' }]);
      assertNothingReached(told);
      assert.match(
        told.reason?.message ?? '',
        /would send the password keys\/project\/demo\/password to node target.*trusted to true.*or list that path in project\.nodeKeyPaths/,
      );
      await attack('url', { target: address() }, { 'project.ssh-authentication': 'password' });
      assertNothingReached(await runOn('target', [{ exec: 'true' }]));
      await attack('url', { target: address() }, { ...withKey, 'project.sudo-command-enabled': 'true' });
      assertNothingReached(await runOn('target', [{ exec: 'sudo true' }]));
    });

    it('is sent what the project lists, or all that its source is trusted with', async () => {
      const listed = { ...withPassword, 'project.nodeKeyPaths': 'keys/project/demo/pass*' };
      await attack('url', { target: address() }, listed);
      await runOn('target', [{ exec: 'true' }]);
      assert.ok(attacker.received.includes(PASSWORD));
      attacker.received.length = 0;
      const own = {
        ...address(),
        // Another user: a connection that is open would be used again.
        username: 'other',
        'ssh-authentication': 'password',
        'ssh-password-storage-path': 'keys/project/demo/password',
      };
      await attack('url', { target: own }, { 'resources.source.1.trusted': 'true' });
      await runOn('target', [{ exec: 'true' }]);
      assert.ok(attacker.received.includes(PASSWORD));
    });

    it('is never sent a private key as a password', async () => {
      const own = {
        ...address(),
        'ssh-authentication': 'password',
        'ssh-password-storage-path': 'keys/project/demo/private',
      };
      await attack('url', { target: own }, { 'resources.source.1.trusted': 'true' });
      const told = await runOn('target', [{ exec: 'true' }]);
      assertNothingReached(told);
      assert.match(
        told.reason?.message ?? '',
        /keys\/project\/demo\/private" is a private key, and a password is needed/,
      );
    });

    it('leads to no file by its name, where a path of the project has the name of the node', async () => {
      const file = '../coordinator/admin.token';
      await attack(
        'url',
        { [file]: address() },
        { 'project.ssh-keypath': `${world.path('keys')}/\${node.name}` },
      );
      const told = await runOn(`name: ${file}`, [{ exec: 'true' }]);
      assert.match(
        told.reason?.message ?? '',
        /project\.ssh-keypath uses node\.name, whose value .* is no plain name/,
      );
    });
  });

  it('is shown with what was dropped from it', async () => {
    const told = await attack('url', {
      one: { hostname: 'h', 'script-exec': 'true', 'ssh-keypath': '/etc/key' },
      localhost: { hostname: 'h' },
    });
    assert.equal(told[2]?.trusted, false);
    assert.deepEqual(told[2]?.dropped, {
      attributes: { count: 2, names: ['script-exec', 'ssh-keypath'] },
      nodes: { count: 1, names: ['localhost'] },
    });
    const { projects } = await coordinator.client.listNodeSourceOverviews();
    assert.deepEqual(
      projects.find(({ project }) => project === 'demo')?.sources[2]?.dropped,
      told[2]?.dropped,
    );
    const environment = { OUTRUNNER_URL: coordinator.url, OUTRUNNER_TOKEN: coordinator.token };
    const listed = await world.outrunner(['node', 'sources', '-p', 'demo'], environment);
    assert.match(listed.stdout, /no +2 attributes \(script-exec, ssh-keypath\), 1 node \(localhost\)/);
  });
});
