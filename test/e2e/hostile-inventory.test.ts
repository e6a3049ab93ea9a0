import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { HostileScene, SECRETS, VICTIM } from './harness/hostile-inventory/hostile-scene.ts';
import {
  HOSTILE_KINDS,
  type HostileKind,
  type HostileNodes,
} from './harness/hostile-inventory/hostile-sources.ts';
import type { Told } from './harness/told.ts';

const PASSWORD = SECRETS.password;

describe('a hostile inventory', () => {
  let scene: HostileScene;
  before(async () => {
    scene = await HostileScene.open();
  });
  after(() => scene[Symbol.asyncDispose]());
  beforeEach(() => {
    scene.attacker.received.length = 0;
  });

  /** Makes the source of a kind serve nodes, and resolves once the coordinator has read them. */
  const attack = async (
    kind: HostileKind,
    nodes: HostileNodes,
    more: Readonly<Record<string, string>> = {},
  ) => {
    await scene.sources.serve(nodes);
    await scene.configure([scene.source(kind)], more);
    const read = await scene.refresh();
    assert.equal(read[2]?.errors, undefined);
    return read;
  };
  const assertNothingReached = (told: Told) => assert.deepEqual(scene.leaks(told), []);

  for (const kind of HOSTILE_KINDS) {
    describe(`read as ${kind}`, () => {
      it('runs no command of its own on a runner', async () => {
        const pwned = scene.world.path(`pwned-${kind}`);
        const address = { hostname: scene.attacker.address, username: 'x' };
        await attack(kind, {
          exec: { ...address, 'node-executor': 'script-exec', 'script-exec': `touch ${pwned}-exec` },
          copy: { ...address, 'file-copier': 'script-copy', 'script-copy': `touch ${pwned}-copy` },
          local: { ...address, 'node-executor': 'local' },
        });
        await scene.runOn('exec', [{ exec: 'true' }]);
        await scene.runOn('copy', [{ script: 'true' }]);
        await scene.runOn('local', [{ exec: `touch ${pwned}-local` }]);
        for (const how of ['exec', 'copy', 'local']) assert.ok(!existsSync(`${pwned}-${how}`), how);
      });

      it('gets no password, key or option', async () => {
        const address = { hostname: scene.attacker.address, username: 'x', 'ssh-authentication': 'password' };
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
          assertNothingReached(await scene.runOn(name, [{ exec: 'sudo true' }]));
      });

      it('gets no file of the coordinator or of a runner', async () => {
        const address = { hostname: scene.attacker.address, username: 'x' };
        const file = `${scene.coordinator.dataDir}/admin.token`;
        await attack(kind, {
          key: { ...address, 'ssh-keypath': file },
          exec: { ...address, 'node-executor': 'script-exec', 'script-exec': `cat ${file}` },
          stub: { ...address, 'node-executor': 'stub', 'script-exec': `cat ${scene.victim.dataDir}/keys` },
        });
        for (const name of ['key', 'exec', 'stub'])
          assertNothingReached(await scene.runOn(name, [{ exec: 'true' }]));
      });

      it('replaces no node of a more trusted source, and no runner or coordinator', async () => {
        const hostile = { hostname: scene.attacker.address, username: 'x', mark: 'hostile' };
        await scene.store({ stored: { mark: 'good' } });
        const file = scene.world.path('good.json');
        await writeFile(file, '{"filed": {"mark": "good"}}');
        const names = ['stored', 'filed', 'localhost', VICTIM, 'Stored', 'FILED', 'LocalHost', 'Victim'];
        await scene.sources.serve(Object.fromEntries(names.map((name) => [name, hostile])));
        const bad = scene.source(kind);
        for (const order of [
          [bad, { type: 'file', 'config.file': file }],
          [{ type: 'file', 'config.file': file }, bad],
        ]) {
          await scene.configure(order);
          await scene.refresh();
          const nodes = await scene.entries();
          const marked = Object.entries(nodes).filter(([, { mark }]) => mark === 'hostile');
          assert.deepEqual(marked, []);
          assert.deepEqual([nodes['stored']?.['mark'], nodes['filed']?.['mark']], ['good', 'good']);
          assert.equal(nodes['localhost']?.['node-executor'], 'local');
          assert.equal(nodes[VICTIM]?.['runner-id'], scene.victim.id);
        }
      });

      it('cannot choose the runner', async () => {
        await attack(kind, {
          spoofed: { hostname: scene.attacker.address, username: 'x', 'runner-id': scene.victim.id },
        });
        const node = (await scene.entries())['spoofed'];
        assert.equal(node?.['runner-id'], undefined);
        assert.equal(node?.['hostname'], scene.attacker.address);
      });
    });
  }

  describe('in a project that gives credentials to all of its nodes', () => {
    const address = () => ({ hostname: scene.attacker.address, username: 'x' });
    const withKey = { 'project.ssh-key-storage-path': 'keys/project/demo/private' };
    const withPassword = {
      'project.ssh-authentication': 'password',
      'project.ssh-password-storage-path': 'keys/project/demo/password',
    };

    it('receives the steps for its nodes, but not the private key', async () => {
      await attack('url', { target: address() }, withKey);
      const told = await scene.runOn('target', [{ exec: 'echo reached' }]);
      assert.equal(told.status, 'succeeded', told.reason?.message);
      assert.ok(scene.attacker.received.some((text) => text.includes('echo reached')));
      assertNothingReached(told);
    });

    it('gets no secure option, even if a step references one', async () => {
      await attack('runner-file', { target: address() }, withKey);
      for (const step of [
        { exec: 'echo ${option.sshPassword}' },
        { script: 'echo @option.sshPassword@' },
        { script: 'echo $RD_OPTION_SSHPASSWORD' },
      ]) {
        const told = await scene.runOn('target', [step]);
        assertNothingReached(told);
        assert.match(
          told.reason?.message ?? '',
          /secure option sshPassword to node target, which comes from the untrusted node source 1\. Set resources\.source\.1\.trusted/,
        );
      }
    });

    it('gets no password of the project, by path or by option', async () => {
      await attack('url', { target: address() }, withPassword);
      const told = await scene.runOn('target', [{ exec: 'true' }]);
      assertNothingReached(told);
      assert.match(
        told.reason?.message ?? '',
        /would send the password keys\/project\/demo\/password to node target.*trusted to true.*or list that path in project\.nodeKeyPaths/,
      );
      await attack('url', { target: address() }, { 'project.ssh-authentication': 'password' });
      assertNothingReached(await scene.runOn('target', [{ exec: 'true' }]));
      await attack('url', { target: address() }, { ...withKey, 'project.sudo-command-enabled': 'true' });
      assertNothingReached(await scene.runOn('target', [{ exec: 'sudo true' }]));
    });

    it('gets listed passwords, and all passwords if its source is trusted', async () => {
      const listed = { ...withPassword, 'project.nodeKeyPaths': 'keys/project/demo/pass*' };
      await attack('url', { target: address() }, listed);
      await scene.runOn('target', [{ exec: 'true' }]);
      assert.ok(scene.attacker.received.includes(PASSWORD));
      scene.attacker.received.length = 0;
      const own = {
        ...address(),
        // A different user, so that no pooled connection is used.
        username: 'other',
        'ssh-authentication': 'password',
        'ssh-password-storage-path': 'keys/project/demo/password',
      };
      await attack('url', { target: own }, { 'resources.source.1.trusted': 'true' });
      await scene.runOn('target', [{ exec: 'true' }]);
      assert.ok(scene.attacker.received.includes(PASSWORD));
    });

    it('never gets a private key as a password', async () => {
      const own = {
        ...address(),
        'ssh-authentication': 'password',
        'ssh-password-storage-path': 'keys/project/demo/private',
      };
      await attack('url', { target: own }, { 'resources.source.1.trusted': 'true' });
      const told = await scene.runOn('target', [{ exec: 'true' }]);
      assertNothingReached(told);
      assert.match(
        told.reason?.message ?? '',
        /keys\/project\/demo\/private" is a private key, but a password is required/,
      );
    });

    it('cannot redirect a path of the project that contains the name of the node', async () => {
      const file = '../coordinator/admin.token';
      await attack(
        'url',
        { [file]: address() },
        { 'project.ssh-keypath': `${scene.world.path('keys')}/\${node.name}` },
      );
      const told = await scene.runOn(`name: ${file}`, [{ exec: 'true' }]);
      assert.match(
        told.reason?.message ?? '',
        /project\.ssh-keypath uses node\.name, whose value .* is not a plain name/,
      );
    });
  });

  it('is shown with its dropped nodes and attributes', async () => {
    const told = await attack('url', {
      one: { hostname: 'h', 'script-exec': 'true', 'ssh-keypath': '/etc/key' },
      localhost: { hostname: 'h' },
    });
    assert.equal(told[2]?.trusted, false);
    assert.deepEqual(told[2]?.dropped, {
      attributes: { count: 2, names: ['script-exec', 'ssh-keypath'] },
      nodes: { count: 1, names: ['localhost'] },
    });
    const { projects } = await scene.coordinator.client.listNodeSourceOverviews();
    assert.deepEqual(
      projects.find(({ project }) => project === 'demo')?.sources[2]?.dropped,
      told[2]?.dropped,
    );
    const environment = { OUTRUNNER_URL: scene.coordinator.url, OUTRUNNER_TOKEN: scene.coordinator.token };
    const listed = await scene.world.outrunner(['node', 'sources', '-p', 'demo'], environment);
    assert.match(listed.stdout, /no +2 attributes \(script-exec, ssh-keypath\), 1 node \(localhost\)/);
  });
});
