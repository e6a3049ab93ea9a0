import assert from 'node:assert/strict';
import { existsSync, mkdirSync } from 'node:fs';
import { chmod, mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { rootRuns } from '../../support/testing/as-root.ts';
import { lineSeen } from './harness/jobs.ts';
import { gone } from './harness/processes.ts';
import { SmallDisk } from './harness/small-disk.ts';
import { type Attributes, SshWorld } from './harness/ssh-world.ts';
import { toldOf } from './harness/told.ts';

/** Starts the server in a separate mount namespace, in which `/tmp` is mounted noexec. */
const NOEXEC = [
  ...['unshare', '--mount', 'sh', '-c'],
  'mount --bind /tmp /tmp && mount -o remount,bind,noexec /tmp && exec "$@"',
  'sh',
];

if (rootRuns('scripts on nodes over SSH')) {
  describe('scripts on nodes over SSH', () => {
    let here: SshWorld;
    let folder: string;
    before(async () => {
      here = await SshWorld.open();
      folder = join(here.server.folder, 'scripts');
      mkdirSync(folder);
      await chmod(folder, 0o1777);
    });
    after(() => here[Symbol.asyncDispose]());

    const node = (more: Attributes = {}) => here.node({ 'file-copy-destination-dir': folder, ...more });
    const left = () => readdir(folder);
    /** Prints the folder, the name and the arguments of the script. */
    const where = '#!/bin/sh\necho "$(dirname "$0") $(basename "$0") $*"\n';

    it('exist in their folder only while they run, and receive their arguments', async () => {
      const { lines, status } = await here.runOn(node(), [
        { script: where, args: "one 'two three'" },
        {
          script: 'import sys; print(sys.argv[1:])',
          scriptInterpreter: 'python3',
          fileExtension: 'py',
          args: 'x',
        },
      ]);
      assert.equal(status, 'succeeded');
      assert.match(
        lines[0] ?? '',
        new RegExp(`^${folder} [\\w-]+-one-dispatch-script\\.tmp\\.sh one two three$`),
      );
      assert.equal(lines[1], "['x']");
      assert.deepEqual(await left(), []);
    });

    it('are removed after a failure, unless the node disables the removal', async () => {
      assert.equal((await here.runOn(node(), ['exit 4'])).status, 'failed');
      assert.deepEqual(await left(), []);
      const kept = await here.runOn(node({ 'script-step-remove-tmp-file': 'false' }), ['true']);
      assert.equal(kept.status, 'succeeded');
      assert.equal((await left()).length, 1);
      assert.equal((await here.runOn(node(), [{ exec: `rm ${folder}/*` }])).status, 'succeeded');
    });

    it('are removed after an abort, and their processes are ended', async () => {
      const mark = `600.${Date.now()}`;
      await here.nodes({ one: node() });
      const steps = [`echo begun; sh -c 'sleep ${mark} & trap "" HUP; wait'`];
      const execution = await here.begin({ name: 'aborted', steps });
      await lineSeen(here.client, execution, 'begun');
      assert.equal((await left()).length, 1);
      await here.client.abortExecution({ params: { execution } });
      assert.equal((await toldOf(here.client, execution)).status, 'aborted');
      await gone('sleep', mark);
      assert.deepEqual(await left(), []);
    });

    it('can use files that an earlier step copied', async () => {
      const sourcePath = here.world.path('release');
      await mkdir(join(sourcePath, 'sub'), { recursive: true });
      await writeFile(join(sourcePath, 'sub/data'), 'x'.repeat(500_000));
      const configuration = { sourcePath, destinationPath: `${folder}/\${node.name}`, recursive: 'true' };
      const { status, lines, reason } = await here.runOn(node(), [
        { nodeStep: true, type: 'copyfile', configuration },
        { exec: `wc -c < ${folder}/one/sub/data; stat -c %U ${folder}/one/sub/data; rm -r ${folder}/one` },
      ]);
      assert.equal(status, 'succeeded', reason?.message);
      assert.deepEqual(lines.slice(-2), ['500000', here.user.name]);
      assert.deepEqual(await left(), []);
    });

    it('are copied by SCP if SFTP is disabled', async () => {
      const server = await here.site.server(['Subsystem sftp /bin/false']);
      const { lines, status } = await here.runOn(node({ hostname: `127.0.0.1:${server.port}` }), [where]);
      assert.equal(status, 'succeeded');
      assert.match(lines[0] ?? '', /-one-dispatch-script/);
      assert.deepEqual(await left(), []);
    });

    it('run even if /tmp is mounted noexec', async () => {
      const server = await here.site.server([], { within: NOEXEC });
      const onServer = (more: Attributes) => here.node({ hostname: `127.0.0.1:${server.port}`, ...more });
      const program = `/tmp/outrunner-${here.user.name}`;
      const run = `cp /bin/true ${program}; ${program}; code=$?; rm ${program}; exit $code`;
      assert.equal((await here.runOn(onServer({}), [{ exec: run }])).execution.status, 'failed');
      const usual = await here.runOn(onServer({}), [where]);
      assert.match(usual.lines[0] ?? '', /^\/tmp /);
      const elsewhere = `/home/${here.user.name}`;
      const moved = await here.runOn(onServer({ 'file-copy-destination-dir': elsewhere }), [where]);
      assert.match(moved.lines[0] ?? '', new RegExp(`^${elsewhere} `));
      const piped = await here.runOn(onServer({ 'script-step-piped': 'true' }), [
        { script: 'echo "piped $1"', args: "'a b'" },
      ]);
      assert.deepEqual([piped.status, piped.lines], ['succeeded', ['piped a b']]);
    });

    it('report a full disk, and leave no files', async () => {
      const path = join(here.server.folder, 'full');
      await using disk = await SmallDisk.mount(path, 1);
      await chmod(path, 0o1777);
      await disk.fill();
      const { status, reason } = await here.runOn(node({ 'file-copy-destination-dir': path }), [
        `true\n${'# long\n'.repeat(20_000)}`,
      ]);
      assert.equal(status, 'failed');
      assert.match(reason?.message ?? '', /full\/.* could not be written on 127\.0\.0\.1:\d+: /);
      assert.deepEqual(await readdir(path), ['filling']);
      assert.ok(existsSync(path));
    });
  });
}
