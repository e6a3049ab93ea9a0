import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { testKey } from '../../runner/ssh/testing/test-keys.ts';
import { rootRuns } from '../../support/testing/as-root.ts';
import type { JobText } from './harness/jobs.ts';
import type { SshSite } from './harness/ssh-site.ts';
import { type Attributes, SshWorld } from './harness/ssh-world.ts';

const WHO = [{ exec: 'whoami' }];

if (rootRuns('connections to nodes over SSH')) {
  describe('signing in to nodes over SSH', () => {
    let here: SshWorld;
    let folder: string;
    before(async () => {
      folder = await mkdtemp(join(tmpdir(), 'outrunner-agent-'));
      here = await SshWorld.open([], () => ({ SSH_AUTH_SOCK: join(folder, 'agent') }));
      await here.store('keys/project/demo/password', here.user.password);
    });
    after(async () => {
      await here[Symbol.asyncDispose]();
      await rm(folder, { recursive: true });
    });

    const letsIn = async (node: Attributes, more: JobText['more'] = {}, user = here.user) => {
      const { status, reason, lines } = await here.runOn(node, WHO, more);
      assert.deepEqual([status, lines], ['succeeded', [user.name]], reason?.message);
    };
    const byPassword = (more: Attributes = {}) => ({
      ...here.node(),
      'ssh-authentication': 'password',
      'ssh-password-storage-path': 'keys/project/demo/password',
      ...more,
    });

    it('works for several users and ports at the same time', async () => {
      const [other, server] = [here.site.user(), await here.site.server()];
      await here.nodes({
        a: here.node(),
        b: here.node({}, { server }),
        c: here.node({}, { server, user: other }),
      });
      const dispatch = { threadcount: '3' };
      const nodefilters = { filter: 'a b c', dispatch };
      const { status, told } = await here.run({ name: 'several', steps: WHO, more: { nodefilters } });
      const { name } = here.user;
      assert.deepEqual(
        [status, told.toSorted()],
        ['succeeded', [`1 a: ${name}`, `1 b: ${name}`, `1 c: ${other.name}`]],
      );
    });

    it('works with a password', async () => {
      const server = await here.site.server(['PasswordAuthentication yes']);
      const node = byPassword({ hostname: `127.0.0.1:${server.port}` });
      await letsIn(node);
      const option = { name: 'word', secure: true, storagePath: 'keys/project/demo/password' };
      const { 'ssh-password-storage-path': _, ...byOption } = node;
      await letsIn({ ...byOption, 'ssh-password-option': 'option.word' }, { options: [option] });
    });

    it('works with a password that answers a prompt', async () => {
      const server = await here.site.server(['UsePAM yes', 'KbdInteractiveAuthentication yes']);
      await letsIn(byPassword({ hostname: `127.0.0.1:${server.port}` }));
    });

    it('works with a key that has a passphrase', async () => {
      const key = testKey('open sesame');
      const server = await here.site.server([`AuthorizedKeysFile ${join(folder, 'authorized')}`]);
      await writeFile(join(folder, 'authorized'), key.publicText);
      await chmod(folder, 0o755);
      await here.store('keys/project/demo/locked', key.privateText, 'application/octet-stream');
      await here.store('keys/project/demo/phrase', 'open sesame');
      const node = here.node(
        {
          'ssh-key-storage-path': 'keys/project/demo/locked',
          'ssh-key-passphrase-storage-path': 'keys/project/demo/phrase',
        },
        { server },
      );
      await letsIn(node);
      const { status, reason } = await here.runOn(
        { ...node, 'ssh-key-passphrase-storage-path': 'keys/project/demo/password' },
        WHO,
      );
      assert.equal(status, 'failed');
      assert.match(reason?.message ?? '', /passphrase does not decrypt/);
    });

    it('works with a key file and with an agent on the host of the runner', async () => {
      const file = join(folder, 'key');
      await writeFile(file, here.site.key.privateText, { mode: 0o600 });
      const { 'ssh-key-storage-path': _, ...bare } = here.node();
      await letsIn({ ...bare, 'ssh-keypath': file });
      await withAgent(here.site, join(folder, 'agent'), () => letsIn(bare));
    });

    it('works through a jump host, and fails without it', async () => {
      const gate = here.site.user();
      const jump = await here.site.server(['AllowTcpForwarding yes', `AllowUsers ${gate.name}`]);
      const node = here.node({ 'ssh-jump-host': `${gate.name}@127.0.0.1:${jump.port}` });
      await letsIn(node);
      const { reason } = await here.runOn({ ...node, 'ssh-jump-host': `127.0.0.1:${jump.port}` }, WHO);
      assert.match(reason?.message ?? '', /refused user/);
    });
  });

  describe('failed connections to nodes over SSH', () => {
    let here: SshWorld;
    before(async () => {
      here = await SshWorld.open();
    });
    after(() => here[Symbol.asyncDispose]());

    /** Returns the reason code and the message that an error handler receives. */
    const reasonOf = async (node: Attributes) => {
      const handler = { exec: 'true', keepgoingOnSuccess: false };
      const { status, reason } = await here.runOn(node, [{ exec: 'whoami', errorhandler: handler }]);
      assert.equal(status, 'failed');
      return `${reason?.code}: ${reason?.message}`;
    };

    it('report a changed host key, with both fingerprints and the remedy', async () => {
      const first = await here.site.server();
      const { status } = await here.runOn(here.node({}, { server: first }), WHO);
      assert.equal(status, 'succeeded');
      await first.stop();
      const second = await here.site.server([], { port: first.port });
      const refused = await here.runOn(here.node({}, { server: second }), WHO);
      assert.equal(refused.status, 'failed');
      const message = refused.reason?.message ?? '';
      assert.match(message, /host key of 127\.0\.0\.1:\d+ has changed: .*SHA256:.*SHA256:/);
      assert.match(message, /ssh-keygen -R/);
      assert.deepEqual(refused.lines, []);
    });

    it('report an unknown or missing key, or an unreachable server, each with its reason', async () => {
      await here.store('keys/project/demo/stranger', testKey().privateText, 'application/octet-stream');
      assert.match(
        await reasonOf(here.node({ 'ssh-key-storage-path': 'keys/project/demo/stranger' })),
        /AuthenticationFailure: .*tried publickey; the server offers publickey/,
      );
      assert.match(
        await reasonOf(here.node({ 'ssh-key-storage-path': 'keys/project/demo/nowhere' })),
        /ConfigurationFailure: .*keys\/project\/demo\/nowhere/,
      );
      assert.match(await reasonOf(here.node({ hostname: 'no-such-host.invalid' })), /HostNotFound: /);
      const gone = await here.site.server();
      await gone.stop();
      assert.match(await reasonOf(here.node({}, { server: gone })), /ConnectionFailure: .*ECONNREFUSED/);
    });
  });
}

async function withAgent(site: SshSite, socket: string, act: () => Promise<void>): Promise<void> {
  const agent = spawn('ssh-agent', ['-D', '-a', socket], { stdio: ['ignore', 'pipe', 'ignore'] });
  try {
    await once(agent.stdout, 'data');
    execFileSync('ssh-add', ['-q', '-'], {
      input: site.key.privateText,
      env: { PATH: process.env['PATH'], SSH_AUTH_SOCK: socket },
    });
    await act();
  } finally {
    agent.kill();
  }
}
