import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, realpath, stat, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Scene } from '../testing/scene.ts';

describe('settings of a runner', () => {
  let scene: Scene;

  beforeEach(async () => {
    scene = await Scene.open();
  });

  afterEach(() => scene.close());

  async function output(script: string): Promise<string> {
    const operation = scene.coordinator.run({ kind: 'script', script, pty: false });
    await scene.coordinator.ended(operation);
    return operation.text;
  }

  it('set TMPDIR of the steps, and place the files of scripts in a subfolder of that folder', async () => {
    const tempDir = join(scene.dataDir, 'elsewhere');
    await mkdir(tempDir);
    scene.start({ tempDir });
    await scene.polling();
    const [folder, script = ''] = (await output('echo "$TMPDIR"; echo "$0"')).trim().split('\n');
    assert.equal(folder, tempDir);
    assert.match(script, new RegExp(`^${tempDir}/outrunner-[0-9a-f]{16}/`));
    assert.equal((await stat(dirname(script))).mode & 0o777, 0o700);
    assert.ok(!existsSync(script));
  });

  it('place the files of scripts in another private folder if the default name is taken', async () => {
    const tempDir = join(scene.dataDir, 'elsewhere');
    await mkdir(tempDir);
    const hash = createHash('sha256')
      .update(await realpath(scene.dataDir))
      .digest('hex')
      .slice(0, 16);
    await symlink(scene.dataDir, join(tempDir, `outrunner-${hash}`));
    scene.start({ tempDir });
    await scene.polling();
    assert.match(await output('echo "$0"'), new RegExp(`^${tempDir}/outrunner-${hash}-\\w{6}/`));
  });

  it('leave TMPDIR of the steps unset if `overrideTempDir` is off', async () => {
    const tempDir = join(scene.dataDir, 'elsewhere');
    scene.start({ tempDir, overrideTempDir: false });
    await scene.polling();
    assert.match(await output('echo "${TMPDIR:-none} $0"'), new RegExp(`^none ${scene.dataDir}/tmp/`));
  });

  it('make the runner refuse steps of disallowed kinds before it runs any part of them', async () => {
    scene.start({ steps: 'script' });
    await scene.polling();
    const { coordinator, dataDir } = scene;
    const refused = coordinator.run(`touch ${dataDir}/ran`);
    const { end } = await coordinator.ended(refused);
    assert.match(
      JSON.stringify(end),
      /does not allow steps of the kind \\"exec\\"\. Add it to runner\.operations\.steps/,
    );
    assert.equal(await output('echo allowed'), 'allowed\n');
    assert.ok(!existsSync(join(dataDir, 'ran')));
  });

  it('give the keeper a log of its own', async () => {
    scene.start({ logLevels: { keeper: 'debug' } });
    await scene.polling();
    await output('echo hello');
    const log = await readFile(join(scene.dataDir, 'logs', 'keeper.log'), 'utf8');
    assert.match(log, /INFO {2}\[keeper\] started pid=\d+\n/);
    assert.match(log, /DEBUG \[keeper\] step prepared operation=/);
    assert.match(log, /INFO {2}\[keeper\] step ended operation=\S+ kind=exited exitCode=0 bytes=6/);
  });

  it('apply only to keepers that start later, and the runner logs this', async () => {
    const { coordinator, dataDir } = scene;
    const go = join(dataDir, 'go');
    const first = scene.start();
    await scene.polling();
    const operation = coordinator.run(`echo begin; while [ ! -e ${go} ]; do sleep 0.02; done`);
    await coordinator.changes.until(() => operation.received > 0);
    await first.kill();
    const second = scene.startAgain({ spoolLimit: 2 * 1024 ** 2, sshSessions: 3 });
    const said = await second.said('the running keeper was started with other settings');
    assert.equal(said['settings'], 'runner.spool.limit, runner.ssh.pool.sessions');
    await writeFile(go, '');
    await coordinator.ended(operation);
  });
});
