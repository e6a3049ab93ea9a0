import assert from 'node:assert/strict';
import { ansibleNodes } from './ansible-nodes.ts';

/** Output of `ansible-inventory --list` (ansible-core 2.19). */
const LISTING = {
  _meta: {
    hostvars: {
      'db1.example.org': {
        ansible_host: '10.1.0.7',
        ansible_port: 2222,
        ansible_user: 'admin',
        ansible_password: 'opensesame',
        ansible_become_pass: 'opensesame',
        ansible_ssh_private_key_file: '~/.ssh/db',
        api_token: { __ansible_vault: '$ANSIBLE_VAULT;1.1;AES256' },
        rack: 12,
        replicas: ['db2', 'db3'],
        disks: { data: '/dev/sdb' },
        managed: true,
        nothing: null,
        vaulted: { __ansible_vault: '$ANSIBLE_VAULT;1.1;AES256' },
      },
      win1: { ansible_connection: 'winrm', ansible_host: 'fe80::1', ansible_port: '5986', tags: 'desk, lab' },
      here: { ansible_connection: 'local' },
    },
  },
  all: { children: ['ungrouped', 'production', 'windows'] },
  ungrouped: { hosts: ['here', 'bare'] },
  production: { children: ['databases'] },
  databases: { hosts: ['db1.example.org'] },
  windows: { hosts: ['win1'] },
};

describe('the nodes of an Ansible inventory', () => {
  const nodes = new Map(ansibleNodes(JSON.stringify(LISTING)).map((node) => [node.name, node]));

  it('are its hosts by name, with all groups that contain them as tags', () => {
    assert.deepEqual([...nodes.keys()], ['bare', 'db1.example.org', 'here', 'win1']);
    assert.deepEqual(nodes.get('db1.example.org')?.tags, ['databases', 'production']);
    assert.deepEqual(nodes.get('win1')?.tags, ['desk', 'lab', 'windows']);
    assert.deepEqual(nodes.get('bare'), {
      name: 'bare',
      tags: [],
      attributes: { hostname: 'bare', osFamily: 'unix' },
    });
  });

  it('have the variables of their hosts as attributes, without secrets', () => {
    assert.deepEqual(nodes.get('db1.example.org')?.attributes, {
      hostname: '10.1.0.7:2222',
      username: 'admin',
      osFamily: 'unix',
      'ssh-keypath': '~/.ssh/db',
      rack: '12',
      replicas: 'db2,db3',
      disks: '{"data":"/dev/sdb"}',
      managed: 'true',
    });
  });

  it('are Windows nodes if Ansible connects by WinRM, and use the local executor if it connects locally', () => {
    assert.equal(nodes.get('win1')?.attributes['osFamily'], 'windows');
    assert.equal(nodes.get('win1')?.attributes['hostname'], '[fe80::1]:5986');
    assert.equal(nodes.get('here')?.attributes['node-executor'], 'local');
  });

  it('are read from the output of an inventory script, whose groups may be lists', () => {
    const [node] = ansibleNodes('{"web": ["w1"]}');
    assert.deepEqual([node?.name, node?.tags], ['w1', ['web']]);
    assert.throws(() => ansibleNodes('[]'));
    assert.throws(() => ansibleNodes('usage: ansible-inventory'));
  });

  it('do not loop if groups contain each other', () => {
    const listing = { a: { hosts: ['x'], children: ['b'] }, b: { children: ['a'] } };
    assert.deepEqual(ansibleNodes(JSON.stringify(listing))[0]?.tags, ['a', 'b']);
  });
});
