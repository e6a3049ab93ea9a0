import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCollected } from './testing/run-collected.ts';

describe('the command line', () => {
  it('exits with 2 on wrong usage, and reports the problem', async () => {
    const unknown = await runCollected(['job', 'frobnicate']);
    assert.equal(unknown.exit, 2);
    assert.match(unknown.said, /frobnicate/);
    const absent = await runCollected(['coordinator', 'start']);
    assert.equal(absent.exit, 2);
    assert.match(absent.said, /--data-dir/);
  });

  it('exits with 2 without a token, and explains where to find one', async () => {
    const { exit, said } = await runCollected(['project', 'list']);
    assert.equal(exit, 2);
    assert.match(said, /OUTRUNNER_TOKEN.*admin\.token/);
  });

  it('exits with 2 for a token that a header cannot contain, and ignores a trailing newline', async () => {
    const environment = { OUTRUNNER_URL: 'http://127.0.0.1:1' };
    for (const token of ['a\nb', 'tökén', ' ']) {
      const { exit, said } = await runCollected(['project', 'list'], {
        ...environment,
        OUTRUNNER_TOKEN: token,
      });
      assert.deepEqual([exit, /OUTRUNNER_TOKEN/.test(said)], [2, true], said);
    }
    const { exit } = await runCollected(['project', 'list'], { ...environment, OUTRUNNER_TOKEN: 'token\n' });
    assert.equal(exit, 3);
  });

  it('exits with 2 for a key that belongs on a runner, and explains where such keys are stored', async () => {
    const environment = { OUTRUNNER_URL: 'http://127.0.0.1:1', OUTRUNNER_TOKEN: 'x' };
    const { exit, said } = await runCollected(['key', 'show', 'runner/db/password'], environment);
    assert.equal(exit, 2);
    assert.match(said, /key of a runner.*data dir/);
  });

  it('exits with 3 if the coordinator is unreachable, and reports its address', async () => {
    const { exit, said } = await runCollected(['project', 'list'], {
      OUTRUNNER_URL: 'http://127.0.0.1:1',
      OUTRUNNER_TOKEN: 'x',
    });
    assert.equal(exit, 3);
    assert.match(said, /127\.0\.0\.1:1/);
  });

  it('checks job files offline, with one line per problem and an exit code', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'outrunner-cli-'));
    try {
      const good = join(folder, 'good.yaml');
      const odd = join(folder, 'odd.yaml');
      await writeFile(good, '- name: x\n  sequence:\n    commands:\n    - exec: echo\n');
      await writeFile(odd, '- name: x\n  sequence:\n    commands:\n    - exec: echo\n      descripton: y\n');
      assert.deepEqual(await runCollected(['job', 'check', good]), { exit: 0, printed: '', said: '' });
      const warned = await runCollected(['job', 'check', odd]);
      assert.equal(warned.exit, 0);
      assert.ok(warned.printed.startsWith(`${odd}:5:7: warning: `), warned.printed);
      assert.match(warned.printed, /description.*\[[\w-]+\]\n$/);
      assert.equal((await runCollected(['job', 'check', '--strict', odd])).exit, 1);
      const absent = await runCollected(['job', 'check', join(folder, 'absent.yaml')]);
      assert.equal(absent.exit, 2);
      assert.match(absent.said, /absent\.yaml/);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
