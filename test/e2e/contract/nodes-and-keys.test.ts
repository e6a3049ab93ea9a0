import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import type { Coordinator } from '../harness/coordinator.ts';
import { World } from '../harness/world.ts';

const NODES = '# ours\nweb-1: {hostname: w1, tags: "web, prod"}\ndb1: {hostname: d1, tags: db}\n';

describe('the contract, outrunner node and key', () => {
  let world: World;
  let coordinator: Coordinator;
  before(async () => {
    world = await World.open();
    coordinator = await world.coordinator();
    await writeFile(world.path('nodes.yaml'), NODES);
  });
  after(() => world[Symbol.asyncDispose]());

  const outrunner = async (args: readonly string[], input?: string) => {
    const environment = {
      OUTRUNNER_URL: coordinator.url,
      OUTRUNNER_TOKEN: coordinator.token,
      OUTRUNNER_PROJECT: 'demo',
    };
    const program = await world.outrunner(args, environment, input);
    const { code } = await program.ended;
    return { code, out: program.stdout, err: program.stderr };
  };
  const ok = async (args: readonly string[], input?: string) => {
    const { code, out, err } = await outrunner(args, input);
    assert.equal(code, 0, `${args.join(' ')}: ${err}`);
    return out;
  };

  it('import, list, show and export the nodes of a project', async () => {
    assert.equal(await ok(['node', 'import', world.path('nodes.yaml')]), '2 nodes\n');
    assert.equal(await ok(['node', 'list']), 'db1\nlocalhost\nweb-1\n');
    assert.equal(await ok(['node', 'list', '--filter', 'tags: web+prod !name: db1']), 'web-1\n');
    assert.equal(await ok(['node', 'show', 'db1']), 'nodename=db1\nhostname=d1\ntags=db\n');
    assert.equal(await ok(['node', 'export']), NODES);
    assert.match(await ok(['node', 'export', '--format', 'xml', '--all']), /<node name="localhost"/);
    assert.equal((await outrunner(['node', 'show', 'nobody'])).code, 3);
    assert.equal((await outrunner(['node', 'list', '--filter', 'name: /(/'])).code, 2);
  });

  it('store keys, and return the content of public keys only', async () => {
    const path = 'keys/project/demo/db';
    assert.equal(await ok(['key', 'create', path], 'a secret\n'), `${path}\n`);
    const keyFile = world.path('id.pub');
    await writeFile(keyFile, 'ssh-ed25519 AAAA\n');
    await ok(['key', 'create', 'id.pub', '--type', 'public', '--file', keyFile]);
    assert.match(await ok(['key', 'list']), /^PATH .*\nkeys\/id\.pub +public .*\nkeys\/project\/\n$/);
    assert.match(
      await ok(['key', 'show', path]),
      /^keys\/project\/demo\/db\ntype=password\ncreated=.* by admin\n/,
    );
    assert.equal(await ok(['key', 'show', 'id.pub', '--content']), 'ssh-ed25519 AAAA\n');
    assert.equal((await outrunner(['key', 'show', path, '--content'])).code, 3);
    await ok(['key', 'update', path], 'another');
    for (const nothing of ['', '\n'])
      assert.equal((await outrunner(['key', 'update', path], nothing)).code, 2, 'an empty value is refused');
    const binary = world.path('id.der');
    await writeFile(binary, Buffer.from([0x30, 0x82, 0xff, 0xfe]));
    const refused = await outrunner(['key', 'create', 'id', '--type', 'private', '--file', binary]);
    assert.deepEqual([refused.code, refused.out], [2, '']);
    assert.match(refused.err, /id\.der is not UTF-8 text/);
    await writeFile(keyFile, 'ssh-ed25519 BBBB\n');
    await ok(['key', 'update', 'id.pub', '--file', keyFile]);
    assert.equal(
      await ok(['key', 'show', 'id.pub', '--content']),
      'ssh-ed25519 BBBB\n',
      'the type is unchanged',
    );
    const shown = JSON.parse(await ok(['key', 'show', path, '--json']));
    assert.ok(!JSON.stringify(shown).includes('secret') && !JSON.stringify(shown).includes('another'));
    await ok(['key', 'delete', path]);
    assert.equal((await outrunner(['key', 'show', path])).code, 3);
  });
});
