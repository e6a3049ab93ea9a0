import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  startTestCoordinator,
  type TestCoordinator,
} from '../../coordinator/hosting/testing/test-coordinator.ts';
import { ProjectName } from '../../protocol/ids.ts';
import { runAsClient } from '../testing/run-collected.ts';

const OF_PROJECT = 'description: Operators\nfor: {job: [{allow: run}]}\nby: {group: ops}\n';
const OF_SYSTEM = `context: {application: rundeck}\n${OF_PROJECT}`;

describe('outrunner acl', () => {
  let coordinator: TestCoordinator;
  let folder: string;
  before(async () => {
    coordinator = await startTestCoordinator();
    await coordinator.client.createProject({ body: { name: ProjectName.parse('shop') } });
    folder = await mkdtemp(join(tmpdir(), 'outrunner-acl-'));
  });
  after(async () => {
    await coordinator.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const run = (...args: string[]) => runAsClient(coordinator, ['acl', ...args]);
  const written = async (name: string, text: string) => {
    await writeFile(join(folder, name), text);
    return join(folder, name);
  };

  it('stores, lists, prints, replaces and deletes files of the system and of a project', async () => {
    for (const [text, ...owner] of [[OF_SYSTEM], [OF_PROJECT, '-p', 'shop']] as const) {
      const file = await written('ops.aclpolicy', text);
      assert.equal((await run('create', file, ...owner)).exit, 0);
      assert.equal((await run('create', file, ...owner)).exit, 3);
      await written('ops.aclpolicy', `# changed\n${text}`);
      assert.equal((await run('update', file, ...owner)).exit, 0);
      assert.match((await run('list', ...owner)).printed, /^ops\.aclpolicy/m);
      assert.equal((await run('show', 'ops.aclpolicy', ...owner)).printed, `# changed\n${text}`);
      assert.equal((await run('delete', 'ops.aclpolicy', ...owner)).exit, 0);
      assert.doesNotMatch((await run('list', ...owner)).printed, /ops/);
    }
  });

  it('reports the error in a policy file, with and without a coordinator', async () => {
    const file = await written('wrong.aclpolicy', OF_SYSTEM.replace('allow', 'alow'));
    const message = /contains the unknown key "alow"\. Did you mean "allow"\?/;
    const refused = await run('create', file);
    assert.equal(refused.exit, 3);
    assert.match(refused.said, message);
    const checked = await run('validate', file);
    assert.equal(checked.exit, 1);
    assert.match(checked.printed, message);
    assert.ok(checked.printed.startsWith(`${file}:3:`));
    assert.equal((await run('validate', await written('right.aclpolicy', OF_SYSTEM))).exit, 0);
    assert.equal((await run('validate', '-p', 'shop', await written('right.aclpolicy', OF_SYSTEM))).exit, 1);
  });

  it('exits with 2 for a name that does not end in .aclpolicy', async () => {
    assert.equal((await run('show', 'ops.yaml')).exit, 2);
  });
});
