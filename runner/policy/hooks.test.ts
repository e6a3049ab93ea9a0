import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { chmod, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { until } from '../ssh/testing/until.ts';
import { Scene } from '../testing/scene.ts';

describe('hooks of a runner', () => {
  let scene: Scene;

  beforeEach(async () => {
    scene = await Scene.open();
  });

  afterEach(() => scene.close());

  /** Writes an executable program, such as an operator would configure. */
  async function program(name: string, script: string): Promise<string> {
    const path = join(scene.dataDir, name);
    await writeFile(path, `#!/bin/sh\n${script}\n`);
    await chmod(path, 0o755);
    return path;
  }

  function lines(name: string): string[] {
    const path = join(scene.dataDir, name);
    return existsSync(path)
      ? readFileSync(path, 'utf8')
          .split('\n')
          .filter((line) => line !== '')
      : [];
  }

  it('run before and after a step, and receive its facts and its end', async () => {
    const { dataDir, coordinator } = scene;
    const tell = `{ echo "$OUTRUNNER_HOOK $OUTRUNNER_OPERATION \${OUTRUNNER_EXIT_CODE-}"; cat; } >> ${dataDir}/told`;
    const hook = await program('hook', tell);
    scene.start({ hookBefore: hook, hookAfter: [hook, 'with', 'arguments'] });
    await scene.polling();
    const operation = coordinator.run('exit 3');
    await coordinator.ended(operation);
    await until(() => lines('told').length === 4);
    const told = lines('told');
    const { operationId } = operation;
    assert.deepEqual([told[0], told[2]], [`before ${operationId} `, `after ${operationId} 3`]);
    const before: unknown = JSON.parse(told[1] ?? '');
    const facts = {
      hook: 'before',
      runner: 'edge',
      operation: operationId,
      stepKind: 'exec',
      text: 'exit 3',
    };
    assert.partialDeepStrictEqual(before, facts);
    const after: unknown = JSON.parse(told[3] ?? '');
    assert.partialDeepStrictEqual(after, { hook: 'after', end: { kind: 'exited', exitCode: 3 } });
  });

  it('receive a file copier of another kind than the executor only if the step copies a file', async () => {
    const { dataDir, coordinator } = scene;
    const hook = await program(
      'hook',
      `echo "$OUTRUNNER_EXECUTOR \${OUTRUNNER_COPIER-none}" >> ${dataDir}/told`,
    );
    scene.start({ hookBefore: hook });
    await scene.polling();
    const attributes = { 'script-exec': 'sh -c ${exec.command}', 'file-copy-destination-dir': dataDir };
    const node = { name: 'web1', executor: 'script-exec', copier: 'local', attributes };
    const script = { kind: 'script', script: 'true', pty: false } as const;
    for (const step of [script, 'true'] as const) await coordinator.ended(coordinator.run(step, { node }));
    assert.deepEqual(lines('told'), ['script-exec local', 'script-exec none']);
  });

  it('refuse a step by their exit code, and their output becomes its problem', async () => {
    const { dataDir, coordinator } = scene;
    const hookBefore = await program('hook', 'echo "not on a Friday" >&2; exit 1');
    const hookAfter = await program('after', `echo after >> ${dataDir}/told`);
    scene.start({ hookBefore, hookAfter });
    await scene.polling();
    const { end } = await coordinator.ended(coordinator.run(`touch ${dataDir}/ran`));
    assert.deepEqual(end, {
      kind: 'failed',
      reason: 'hook-refused',
      problem: 'The hook that runs before operations on this runner refused the step: not on a Friday',
    });
    assert.deepEqual([lines('ran'), lines('told')], [[], []]);
  });

  it('prevent any connection to the node of a refused step', async () => {
    const { coordinator } = scene;
    const hookBefore = await program('hook', 'exit 1');
    scene.start({ hookBefore });
    await scene.polling();
    let knocks = 0;
    const door = createServer((socket) => {
      knocks += 1;
      socket.destroy();
    });
    await new Promise<void>((resolve) => door.listen(0, '127.0.0.1', resolve));
    const address = door.address();
    assert.ok(address !== null && typeof address === 'object');
    const hostname = `127.0.0.1:${address.port}`;
    const attributes = {
      hostname,
      username: 'deploy',
      'ssh-authentication': 'password',
      'ssh-password-storage-path': 'keys/p',
    };
    const node = { name: 'web1', executor: 'sshj-ssh', attributes };
    const secrets = await coordinator.calls.seal({}, { keys: { 'keys/p': 'secret' }, options: {} });
    const { end } = await coordinator.ended(coordinator.run('echo never', { node, secrets }));
    door.close();
    assert.ok(end.kind === 'failed');
    assert.deepEqual([end.reason, knocks], ['hook-refused', 0]);
  });

  it('count as refusals if they exceed the time limit', async () => {
    const hookBefore = await program('hook', 'exec sleep 600');
    scene.start({ hookBefore, hookTimeout: '200ms' });
    await scene.polling();
    const { end } = await scene.coordinator.ended(scene.coordinator.run('echo never'));
    assert.match(JSON.stringify(end), /"hook-refused".*it took longer than 0.2 s/);
  });

  it('do not delay the cancel of their step', async () => {
    const { dataDir, coordinator } = scene;
    const hookBefore = await program('hook', `echo begun > ${dataDir}/told; exec sleep 600`);
    scene.start({ hookBefore });
    await scene.polling();
    const operation = coordinator.run('echo never');
    await until(() => lines('told').length > 0);
    coordinator.cancel(operation);
    const { end } = await coordinator.ended(operation);
    assert.equal(end.kind, 'cancelled');
  });

  it('run only once if the runner is killed while they run', async () => {
    const { dataDir, coordinator } = scene;
    const wait = `while [ ! -e ${dataDir}/go ]; do sleep 0.02; done`;
    const hookBefore = await program('hook', `echo begun >> ${dataDir}/told; ${wait}`);
    const runner = scene.start({ hookBefore });
    await scene.polling();
    const operation = coordinator.run('echo ran');
    await until(() => lines('told').length > 0);
    await runner.kill();
    scene.startAgain({ hookBefore });
    await coordinator.changes.until(() => coordinator.calls.syncs.length === 2);
    await writeFile(join(dataDir, 'go'), '');
    await coordinator.ended(operation);
    assert.equal(operation.text, 'ran\n');
    assert.deepEqual(lines('told'), ['begun']);
  });
});
