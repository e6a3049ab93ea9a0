import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gone } from '../../keeper/testing/processes.ts';
import { Scene } from '../../testing/scene.ts';

describe('a runner with steps', () => {
  let scene: Scene;

  beforeEach(async () => {
    scene = await Scene.open();
  });

  afterEach(() => scene.close());

  async function output(step: Parameters<typeof scene.coordinator.run>[0]): Promise<string> {
    const operation = scene.coordinator.run(step);
    await scene.coordinator.ended(operation);
    return operation.text;
  }

  it('passes only known variables of its own environment to a step', async () => {
    scene.start(
      { environment: { COLOUR: 'blue' } },
      { OUTRUNNER_ENROLLMENT_TOKEN: 'token-1', SECRET_OF_THE_HOST: 'x', HOME: '/tmp', TZ: 'Europe/Berlin' },
    );
    await scene.polling();
    const { coordinator } = scene;
    const operation = coordinator.run('env', {
      values: { option: { 'my-opt': 'v' }, secureOption: [], job: { name: 'n' } },
    });
    await coordinator.ended(operation);
    const names = operation.text
      .split('\n')
      .map((line) => line.split('=')[0])
      .filter((name) => name !== '' && !['PWD', 'SHLVL', '_', 'OLDPWD'].includes(name ?? ''));
    assert.deepEqual(names.sort(), [
      'COLOUR',
      'HOME',
      'LANG',
      'OUTRUNNER_EXECUTION',
      'OUTRUNNER_OPERATION',
      'OUTRUNNER_REPLICA',
      'OUTRUNNER_RUNNER',
      'PATH',
      'RD_JOB_NAME',
      'RD_OPTION_MY_OPT',
      'SHELL',
      'TZ',
      'USER',
    ]);
    assert.match(operation.text, /^OUTRUNNER_RUNNER=edge$/m);
    assert.match(operation.text, new RegExp(`^OUTRUNNER_OPERATION=${operation.operationId}$`, 'm'));
    assert.match(operation.text, /^TZ=Europe\/Berlin$/m);
  });

  it('quotes values so that none becomes shell syntax', async () => {
    scene.start();
    await scene.polling();
    const { coordinator } = scene;
    const option = { it: '$(echo no); `echo no` "\'' };
    const operation = coordinator.run('printf %s ${option.it}', {
      values: { option, secureOption: [], job: {} },
    });
    await coordinator.ended(operation);
    assert.equal(operation.text, option.it);
  });

  it('masks secure values, which are encrypted to this replica', async () => {
    scene.start();
    await scene.polling();
    const { coordinator } = scene;
    const operation = coordinator.run('echo "it is ${option.password}"; echo $RD_OPTION_PASSWORD | wc -c', {
      values: { option: {}, secureOption: ['password'], job: {} },
      secrets: await coordinator.calls.seal({ password: 'hunter2hunter2' }),
    });
    await coordinator.ended(operation);
    assert.equal(operation.text, 'it is *****\n15\n');
  });

  it('fails a step whose secrets cannot be decrypted', async () => {
    scene.start();
    await scene.polling();
    const { coordinator } = scene;
    const operation = coordinator.run('echo never', {
      values: { option: {}, secureOption: ['password'], job: {} },
      secrets: 'not.a.jwe.at.all',
    });
    const { end } = await coordinator.ended(operation);
    assert.equal(end.kind, 'failed-to-start');
    assert.equal(operation.received, 0);
  });

  it('runs scripts, with arguments and an interpreter', async () => {
    scene.start();
    await scene.polling();
    const script = { kind: 'script', pty: false } as const;
    assert.equal(await output({ ...script, script: 'echo "$# $1 $2"', args: 'a "b c"' }), '2 a b c\n');
    assert.equal(await output({ ...script, script: 'print("hi", 6*7)', interpreter: 'python3' }), 'hi 42\n');
    assert.match(
      await output({ ...script, script: 'echo "$0"', interpreter: 'sh -c', interpreterArgsQuoted: true }),
      /\.sh\n$/,
    );
    assert.match(
      await output({ ...script, script: 'echo in "$0"', interpreter: 'sh ${scriptfile}' }),
      /^in .*\.sh\n$/,
    );
  });

  it('gives a step a terminal with input and a size', async () => {
    scene.start();
    await scene.polling();
    const { coordinator } = scene;
    const command = 'stty size; read line; stty size; echo "got $line"; test -t 1 && echo tty $TERM';
    const operation = coordinator.run({ kind: 'exec', command, pty: true });
    const { operationId } = operation;
    await coordinator.changes.until(() => operation.text.includes('24 80'));
    coordinator.calls.session?.say({ type: 'resize', operationId, columns: 132, rows: 50 });
    const bytes = Buffer.from('hello\r').toString('base64');
    coordinator.calls.session?.say({ type: 'input', operationId, bytes });
    await coordinator.ended(operation);
    assert.match(operation.text, /50 132\r\ngot hello\r\ntty xterm-256color\r\n$/);
  });

  it('cancels a step and its whole process tree', async () => {
    scene.start();
    await scene.polling();
    const { coordinator } = scene;
    const operation = coordinator.run('(sleep 600 & echo $!; wait)');
    const pid = Number(
      await coordinator.changes.until(() => operation.text.includes('\n') && operation.text),
    );
    coordinator.cancel(operation);
    const { end } = await coordinator.ended(operation);
    assert.equal(end.kind, 'cancelled');
    await gone(pid);
  });

  it('never starts a step that was cancelled before its claim was answered', async () => {
    scene.start();
    await scene.polling();
    const { coordinator, dataDir } = scene;
    const marker = join(dataDir, 'started');
    coordinator.faults.next('claims', 'unheard', 'unheard');
    const operation = coordinator.run(`touch ${marker}`);
    coordinator.cancel(operation);
    const { end } = await coordinator.ended(operation);
    assert.equal(end.kind, 'cancelled');
    assert.equal(await output(`ls ${marker} 2>/dev/null || echo none`), 'none\n');
  });

  it('drops an offer that another instance holds or that the coordinator withdrew', async () => {
    scene.start();
    await scene.polling();
    const { coordinator } = scene;
    const taken = coordinator.run('echo never');
    taken.holder = 'another-instance';
    const withdrawn = coordinator.run('echo never');
    withdrawn.withdrawn = true;
    assert.equal(await output('echo still here'), 'still here\n');
    assert.equal(taken.received + withdrawn.received, 0);
  });

  it('runs at most --max-running steps at once', async () => {
    scene.start({ maxRunning: 2 });
    await scene.polling();
    const { coordinator, dataDir } = scene;
    const step = `echo begin; while [ ! -e ${dataDir}/go ]; do sleep 0.02; done; echo end`;
    const operations = [1, 2, 3, 4, 5].map(() => coordinator.run(step));
    await coordinator.changes.until(() => operations.filter((one) => one.received > 0).length === 2);
    assert.equal(operations.filter((one) => one.holder !== undefined).length, 2);
    await writeFile(join(dataDir, 'go'), '');
    for (const operation of operations) {
      await coordinator.ended(operation);
      assert.equal(operation.text, 'begin\nend\n');
    }
  });

  it('runs as many steps at once as the coordinator allows, if its own settings set no limit', async () => {
    const { coordinator, dataDir } = scene;
    coordinator.calls.maxRunning = 1;
    scene.start();
    await scene.polling();
    await coordinator.changes.until(() => coordinator.calls.polls.at(-1)?.maxRunning === 1);
    const step = `echo begin; while [ ! -e ${dataDir}/go ]; do sleep 0.02; done`;
    const [first, second] = [coordinator.run(step), coordinator.run('echo second')];
    await coordinator.changes.until(() => first.received > 0);
    assert.equal(second.holder, undefined);
    await writeFile(join(dataDir, 'go'), '');
    await coordinator.ended(second);
  });

  it('answers a ping without waiting for the end of the poll', async () => {
    scene.start();
    await scene.polling();
    const { coordinator } = scene;
    coordinator.calls.session?.say({ type: 'ping', pingId: 'p1' });
    await coordinator.changes.until(() => coordinator.calls.polls.at(-1)?.pongs.includes('p1'));
  });

  it('ends a step that the coordinator does not know, and reports nothing about that step', async () => {
    scene.start();
    await scene.polling();
    const { coordinator } = scene;
    const operation = coordinator.run('echo $$; sleep 600');
    const pid = Number(
      await coordinator.changes.until(() => operation.text.includes('\n') && operation.text),
    );
    coordinator.operations.delete(operation.operationId);
    coordinator.dropConnections();
    coordinator.faults.next('poll', 'unheard', 'unheard');
    await coordinator.changes.until(() => coordinator.calls.syncs.length === 2);
    await gone(pid);
    assert.equal(operation.result, undefined);
  });
});
