import assert from 'node:assert/strict';
import { chown, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { itAsRoot } from '../../support/testing/as-root.ts';
import { projectOfFile } from './project-of-file.ts';

describe('the project of a job file', () => {
  let root: string;
  let file: string;
  let link: string;

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'outrunner-project-of-file-'));
    await mkdir(join(root, 'jobs/deep'), { recursive: true });
    file = join(root, 'jobs/deep/a.yaml');
    link = join(root, 'outrunner.json');
    await writeFile(link, '{"project": "ops"}');
  });
  afterEach(() => rm(root, { recursive: true }));

  it('is that of the nearest outrunner.json above the file', async () => {
    assert.equal(await projectOfFile(file, undefined, {}), 'ops');
    await writeFile(join(root, 'jobs/outrunner.json'), '{"project": "nearer"}');
    assert.equal(await projectOfFile(file, undefined, {}), 'nearer');
  });

  itAsRoot('is refused if another user owns the outrunner.json', async () => {
    await chown(link, 4242, 4242);
    await assert.rejects(projectOfFile(file, undefined, {}), (error: Error) => {
      assert.equal(Reflect.get(error, 'code'), 'folder-link-foreign');
      assert.ok(error.message.includes(link), error.message);
      assert.match(error.message, /user 4242/);
      return true;
    });
    await assert.rejects(projectOfFile(file, undefined, { SUDO_UID: '4243' }), /user 4242/);
    await assert.rejects(projectOfFile(file, undefined, { SUDO_UID: '' }), /user 4242/);
  });

  itAsRoot('is accepted from the user who called sudo', async () => {
    await chown(link, 4242, 4242);
    assert.equal(await projectOfFile(file, undefined, { SUDO_UID: '4242' }), 'ops');
  });

  itAsRoot('is that of -p if another user owns the outrunner.json', async () => {
    await chown(link, 4242, 4242);
    assert.equal(await projectOfFile(file, 'mine', {}), 'mine');
    assert.equal(await projectOfFile(file, undefined, { OUTRUNNER_PROJECT: 'mine' }), 'mine');
  });
});
