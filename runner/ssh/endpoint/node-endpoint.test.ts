import assert from 'node:assert/strict';
import fc from 'fast-check';
import { SshFailure } from '../ssh-failure.ts';
import { parseHostAddress, showHostAddress } from './host-address.ts';
import { readNodeEndpoint } from './node-endpoint.ts';

const node = (attributes: Record<string, string>) => ({ name: 'web1', tags: [], attributes });
const read = (attributes: Record<string, string>) =>
  readNodeEndpoint(node({ username: 'deploy', ...attributes }));

describe('the SSH endpoint of a node', () => {
  it('defaults to the node’s name as host, port 22 and authentication with a key', () => {
    const endpoint = read({ 'ssh-key-storage-path': 'keys/web' });
    assert.deepEqual([endpoint.host, endpoint.port, endpoint.username], ['web1', 22, 'deploy']);
    assert.deepEqual(endpoint.authentication, {
      kind: 'privateKey',
      key: { kind: 'storage', path: 'keys/web', holds: 'private' },
    });
    assert.equal(endpoint.usesAgent, false);
  });

  it('accepts host names and IPv4 and IPv6 addresses, with or without a port', () => {
    const hosts = ['db.example:2200', '10.0.0.1', '[fe80::1%eth0]:2022', '::1', '[::1]'];
    assert.deepEqual(
      hosts.map((hostname) => read({ hostname })).map(({ host, port }) => [host, port]),
      [
        ['db.example', 2200],
        ['10.0.0.1', 22],
        ['fe80::1%eth0', 2022],
        ['::1', 22],
        ['::1', 22],
      ],
    );
  });

  it('takes the user from the hostname if the node has no username', () => {
    const user = (attributes: Record<string, string>) => {
      const { username, host, port } = readNodeEndpoint(node(attributes));
      return `${username} ${host} ${port}`;
    };
    assert.equal(user({ hostname: 'app@db.example:2200' }), 'app db.example 2200');
    assert.equal(user({ hostname: 'app@[::1]:2200', username: 'deploy' }), 'deploy ::1 2200');
    assert.throws(() => user({ hostname: 'db.example' }), /username of node web1 is missing/);
    assert.throws(() => user({ hostname: 'a@b@c' }), /hostname of node web1 is not a host name/);
  });

  it('has an address that can be formatted and parsed again', () => {
    const host = fc.oneof(fc.domain(), fc.ipV4(), fc.ipV6());
    fc.assert(
      fc.property(host, fc.integer({ min: 1, max: 65_535 }), (name, port) => {
        assert.deepEqual(parseHostAddress(showHostAddress({ host: name, port })), { host: name, port });
      }),
    );
  });

  it('prefers a key storage path to a key file, and has a default option for the password', () => {
    const both = { 'ssh-key-storage-path': 'keys/a', 'ssh-keypath': '/k' };
    const { authentication } = read({ ...both, 'ssh-key-passphrase-option': 'option.phrase' });
    assert.deepEqual(authentication, {
      kind: 'privateKey',
      key: { kind: 'storage', path: 'keys/a', holds: 'private' },
      passphrase: { kind: 'option', name: 'phrase' },
    });
    assert.deepEqual(read({ 'ssh-authentication': 'password' }).authentication, {
      kind: 'password',
      password: { kind: 'option', name: 'sshPassword' },
    });
  });

  it('uses an agent if the node has no key', () => {
    assert.equal(read({}).usesAgent, true);
  });

  it('contains a chain of jump hosts, nearest first', () => {
    assert.deepEqual(read({ 'ssh-jump-host': 'gate, ops@inner:2222' }).jumps, [
      { host: 'gate', port: 22 },
      { host: 'inner', port: 2222, username: 'ops' },
    ]);
  });

  it('converts time limits from ms and the keepalive interval from seconds', () => {
    const endpoint = read({
      'ssh-connect-timeout': '1500',
      'ssh-command-timeout': '60000',
      'keep-alive-interval': '5',
    });
    assert.deepEqual(
      [endpoint.connectMilliseconds, endpoint.commandMilliseconds, endpoint.keepaliveMilliseconds],
      [1500, 60_000, 5000],
    );
  });

  it('contains the settings of both sudo prompts', () => {
    const { sudo, secondSudo } = read({
      'sudo-command-enabled': 'true',
      'sudo-password-storage-path': 'keys/sudo',
      'sudo2-command-enabled': 'true',
    });
    assert.deepEqual(sudo?.password, { kind: 'storage', path: 'keys/sudo', holds: 'password' });
    assert.deepEqual(secondSudo?.password, { kind: 'option', name: 'sudo2Password' });
    assert.equal(secondSudo?.command.find('sudo -u a sudo -u b id') !== undefined, true);
    assert.equal(read({}).sudo, undefined);
  });

  for (const [attribute, value] of [
    ['hostname', 'a b'],
    ['hostname', 'a:99999'],
    ['hostname', '*'],
    ['hostname', '[?]:22'],
    ['username', ''],
    ['ssh-authentication', 'magic'],
    ['ssh-connect-timeout', 'soon'],
    ['ssh-command-timeout', '99999999999'],
    ['ssh-jump-host', '@gate'],
    ['ssh-jump-host', 'a@|1|x'],
    ['always-set-pty', 'maybe'],
    ['sudo-prompt-pattern', '('],
    ['sudo2-prompt-max-lines', '0'],
  ] as const) {
    it(`is rejected with the names of node and attribute if ${attribute} is "${value}"`, () => {
      assert.throws(
        () => read({ [attribute]: value }),
        (error) => {
          assert.ok(error instanceof SshFailure);
          assert.equal(error.reason, 'ConfigurationFailure');
          assert.ok(error.message.includes(`attribute ${attribute} of node web1 `), error.message);
          return true;
        },
      );
    });
  }
});
