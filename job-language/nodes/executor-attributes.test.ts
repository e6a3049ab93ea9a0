import assert from 'node:assert/strict';
import { executorAttributes, nodeDefaultsOf } from './executor-attributes.ts';

describe('the attributes that an executor gets', () => {
  it("are the node's connection attributes, with those of the project as defaults", () => {
    const defaults = nodeDefaultsOf({
      'project.ssh-keypath': '/key',
      'project.ssh-authentication': 'password',
      'project.sudo-command-enabled': ' ',
      'project.globals.x': 'y',
      'resources.source.1.type': 'file',
    });
    assert.deepEqual(defaults, { 'ssh-keypath': '/key', 'ssh-authentication': 'password' });
    const own = { hostname: 'h', rank: '1', 'ssh-authentication': 'privateKey' };
    assert.deepEqual(executorAttributes(own, defaults), {
      'ssh-keypath': '/key',
      hostname: 'h',
      'ssh-authentication': 'privateKey',
    });
  });

  it("include the node's script folder, otherwise the project's for its system, otherwise the project's for all systems", () => {
    const defaults = nodeDefaultsOf({
      'project.file-copy-destination-dir': '/all',
      'project.file-copy-destination-dir.windows': 'C:\\scripts',
    });
    const folder = (own: Record<string, string>) =>
      executorAttributes(own, defaults)['file-copy-destination-dir'];
    assert.equal(folder({}), '/all');
    assert.equal(folder({ osFamily: 'Windows' }), 'C:\\scripts');
    assert.equal(folder({ osFamily: 'windows', 'file-copy-destination-dir': 'D:\\' }), 'D:\\');
  });
});
