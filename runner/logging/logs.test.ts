import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import type { RunnerOptions } from '../main.ts';
import { defaultSettings } from '../settings/runner-settings.ts';
import { Scene } from '../testing/scene.ts';
import { RunnerLogs } from './log.ts';

describe('the logs of a runner', () => {
  let scene: Scene;

  beforeEach(async () => {
    scene = await Scene.open();
  });

  afterEach(() => scene.close());

  const log = (name: string) => readFile(join(scene.dataDir, 'logs', name), 'utf8');

  /** Runs one step and ends the runner. Resolves to the operation id. */
  async function aStep(options: Partial<RunnerOptions>): Promise<string> {
    const runner = scene.start(options);
    await scene.polling();
    const operation = scene.coordinator.run('echo hello');
    await scene.coordinator.ended(operation);
    runner.child.kill('SIGTERM');
    await runner.exited;
    return operation.operationId;
  }

  it('are written to files, with the receipt and end of operations in a file of their own', async () => {
    const operationId = await aStep({});
    const operations = (await log('operations.log')).split('\n');
    assert.match(
      operations[0] ?? '',
      /^\d{4}-\d\d-\d\dT[\d:.]+Z INFO {2}\[operations\] step received operation=/,
    );
    assert.match(operations[1] ?? '', new RegExp(`\\[operations\\] step ended operation=${operationId} `));
    assert.match(
      await log('runner.log'),
      /INFO {2}\[runner\] enrolled runner=edge.*\[link\] connected .*\[runner\] drained/s,
    );
    assert.doesNotMatch(await log('runner.log'), /token-1/);
  });

  it('are written as JSON to files with other names if JSON is configured', async () => {
    const operationId = await aStep({ logOutput: 'json' });
    const lines = (await log('operations-json.log')).trim().split('\n');
    const received: unknown = JSON.parse(lines[0] ?? '');
    assert.partialDeepStrictEqual(received, { level: 'info', module: 'operations', operation: operationId });
    assert.ok(existsSync(join(scene.dataDir, 'logs', 'runner-json.log')));
  });

  it('escape control characters in text from other systems, so that it cannot forge lines', () => {
    const written: string[] = [];
    const console = { error: (lines: string) => void written.push(lines), out: assert.fail };
    const logs = new RunnerLogs({ settings: { ...defaultSettings(), log: 'pretty' }, console });
    const forged = 'a\n12:00:00 enrolled\u001b[2K\u009b1A';
    logs.of('link').warn({ forged, nested: { forged } }, forged);
    const [first = '', second = '', ...more] = written.join('').trimEnd().split('\n');
    assert.match(first, /^\d\d:\d\d:\d\d warn: a$/);
    assert.match(second, /^ {2}12:00:00 enrolled\\u001b/);
    assert.deepEqual(more, []);
    assert.doesNotMatch(first + second, /\p{Cc}/u);
    logs.close();
  });

  it('are written in batches, but at once together with a warning', async () => {
    const written: string[] = [];
    const console = { error: (lines: string) => void written.push(lines), out: assert.fail };
    const logs = new RunnerLogs({ settings: { ...defaultSettings(), log: 'json' }, console });
    const messages = () =>
      written.splice(0).map((lines) =>
        lines
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line).msg),
      );
    const log = logs.of('runner');
    for (const message of ['one', 'two']) log.info(message);
    assert.deepEqual(messages(), []);
    await turn();
    assert.deepEqual(messages(), [['one', 'two']]);
    log.info('three');
    log.warn('four');
    assert.deepEqual(messages(), [['three', 'four']]);
    log.info('five');
    logs.close();
    assert.deepEqual(messages(), [['five']]);
  });

  it('do not end the runner if its standard error is closed', async () => {
    const runner = scene.start({ logLevel: 'debug' });
    await scene.polling();
    runner.child.stderr?.destroy();
    for (const step of [1, 2, 3]) await scene.coordinator.ended(scene.coordinator.run(`echo ${step}`));
    assert.equal(runner.child.exitCode, null);
  });

  it('go only to the console, with a level for each module, if this is configured', async () => {
    const runner = scene.start({ logOutput: 'console', logLevels: { operations: 'warn', link: 'debug' } });
    await scene.polling();
    await scene.coordinator.ended(scene.coordinator.run('echo hello'));
    assert.ok(!existsSync(join(scene.dataDir, 'logs')));
    const modules = new Set(runner.log.map(({ module }) => module));
    assert.ok(modules.has('link') && !modules.has('operations'));
  });
});
