import assert from 'node:assert/strict';
import { whole } from '../../../support/slices/sliced.ts';
import type { Node } from '../node.ts';
import { NODE_ATTRIBUTES } from '../node-attributes.ts';
import { limitUntrusted, NODE_LIMITS } from './untrusted-nodes.ts';

const SOURCE = { number: 3, keyPaths: [] };

describe('limitUntrusted', () => {
  const node = (attributes: Record<string, string>, name = 'n', tags: string[] = []): Node => ({
    name,
    tags,
    attributes,
  });
  const kept = (attributes: Record<string, string>, keyPaths: readonly string[] = []) =>
    whole(limitUntrusted([node(attributes)], { number: 3, keyPaths })).nodes[0]?.attributes;

  it('keeps attributes that describe the machine, and custom attributes', () => {
    const described = {
      hostname: 'deploy@web1:2222',
      username: 'deploy',
      osFamily: 'unix',
      description: '- first line',
      rank: '-5',
      zone: 'a',
      sshd_version: '9',
      scripts: 'two',
      text: 'a\nb',
    };
    const { nodes, dropped } = whole(limitUntrusted([node(described, 'web1', ['prod'])], SOURCE));
    assert.deepEqual(nodes, [{ name: 'web1', tags: ['prod'], attributes: described, untrustedSource: 3 }]);
    assert.deepEqual(dropped, { attributes: { count: 0, names: [] }, nodes: { count: 0, names: [] } });
  });

  for (const { name } of NODE_ATTRIBUTES.filter((attribute) => attribute.class !== 'target')) {
    it(`drops ${name}`, () => {
      assert.deepEqual(kept({ [name]: 'true' }), {});
      assert.deepEqual(kept({ [name.toUpperCase()]: 'true' }), {});
    });
  }

  it('drops unknown attributes of the namespaces of executors, keys and runners', () => {
    for (const name of [
      ...['ssh-proxy-command', 'SSH-options', 'sudo-x', 'winrm-password-storage-path', 'script-x', 'stub-x'],
      ...['file-copier-x', 'local-node-executor', 'runnerTags', 'runner-tags', 'runner.filter', 'plugin.x'],
      ...['project.x', 'service.x', 'name', 'nodename', 'tags', '__proto__', 'constructor'],
    ])
      assert.deepEqual(kept(Object.fromEntries([[name, 'x']])), {}, name);
  });

  it('drops names and values that a program would parse as an option, and values with control characters', () => {
    assert.deepEqual(kept({ hostname: '-oProxyCommand=x', username: '-l', flag: '--x', other: ' fine' }), {
      other: ' fine',
    });
    assert.deepEqual(kept({ hostname: 'a\nb', zone: 'a\u001b[31mb', 'a\u0000b': 'x' }), {});
    const { nodes, dropped } = whole(
      limitUntrusted(
        [
          '-oProxyCommand=x',
          'a\nb',
          '',
          ' localhost ',
          'x'.repeat(NODE_LIMITS.nameCharacters + 1),
          '\u202eevil',
          'good',
        ].map((name) => node({}, name)),
        SOURCE,
      ),
    );
    assert.deepEqual(
      nodes.map(({ name }) => name),
      ['good'],
    );
    assert.equal(dropped.nodes.count, 6);
    assert.doesNotMatch(dropped.nodes.names.join(''), /[\p{Cc}\p{Cf}]/u);
  });

  it('keeps a key path that the project lists, and the attribute that determines how the key is used', () => {
    const attributes = {
      'ssh-authentication': 'password',
      'ssh-password-storage-path': 'keys/nodes/a',
      'sudo-password-storage-path': 'keys/others/a',
    };
    assert.deepEqual(kept(attributes, ['keys/nodes/**']), {
      'ssh-authentication': 'password',
      'ssh-password-storage-path': 'keys/nodes/a',
    });
    assert.deepEqual(kept({ 'ssh-authentication': 'password' }, ['keys/nodes/**']), {});
    assert.deepEqual(kept({ 'ssh-key-storage-path': 'keys/nodes/../others/a' }, ['keys/nodes/**']), {});
  });

  it('counts dropped attributes, and lists the first few of their names, truncated', () => {
    const nodes = Array.from({ length: 100 }, (_, index) =>
      node({ 'script-exec': 'x', [`ssh-${index}`]: 'x' }),
    );
    const { dropped } = whole(limitUntrusted(nodes, SOURCE));
    assert.equal(dropped.attributes.count, 200);
    assert.equal(dropped.attributes.names.length, NODE_LIMITS.namesListed);
    const long = whole(limitUntrusted([node({ [`ssh-${'x'.repeat(1_000_000)}`]: 'x' })], SOURCE));
    assert.ok((long.dropped.attributes.names[0] ?? '').length < 100);
  });
});
