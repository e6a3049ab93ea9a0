import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DAMAGES, KINDS_OF_DAMAGE } from '../../support/testing/damage-file.ts';
import { filesBelow } from '../../support/testing/files-below.ts';
import { gone, until } from '../keeper/testing/processes.ts';
import { FakeOperation } from '../testing/fake-operation.ts';
import type { RunnerProcess } from '../testing/runner-process.ts';
import { Scene } from '../testing/scene.ts';

interface Row {
  /** Matches paths within the data dir. The test damages all matching files at once. */
  readonly files: RegExp;
  /** The kinds of damage to test; all if absent. */
  readonly damages?: readonly string[];
  /** The kinds of damage that make the start fail, with an error that contains the file and the remedy. */
  readonly ends?: { readonly damages: readonly string[]; readonly exit: number; readonly remedy: RegExp };
  /** Set if losing the file also loses output that the coordinator has not received. */
  readonly losesOutput?: true;
  /** The kinds of damage that the runner does not detect, because it only appends to the file or replaces it. */
  readonly unseen?: readonly string[];
}

/** One row for every file of a data dir. */
const TABLE: readonly Row[] = [
  {
    files: /^identity\.json$/,
    ends: { damages: KINDS_OF_DAMAGE, exit: 1, remedy: /outrunner runner enroll/ },
  },
  {
    files: /^runner\.yaml$/,
    ends: {
      damages: KINDS_OF_DAMAGE.filter((name) => name !== 'empty'),
      exit: 2,
      remedy: /runner\.yaml/,
    },
    // An empty settings file is valid.
    unseen: ['empty'],
  },
  // The runner itself does not read this file. Only steps on nodes do.
  { files: /^known_hosts$/, damages: ['a folder', 'huge'], unseen: KINDS_OF_DAMAGE },
  // The flipped bit is in the stored position (generation and sequence), which stays valid but has another value.
  { files: /^replica\.json$/, unseen: ['one bit flipped'] },
  // The flipped bit is in the identity of a process that has ended.
  { files: /^keeper\/owner\.\d+$/, unseen: ['one bit flipped'] },
  { files: /^keeper\/operations\.log$/ },
  { files: /^spool\/.*\.spool$/, losesOutput: true },
  {
    files: /^(health\.json|logs\/.*|keeper\/keeper\.log)$/,
    unseen: KINDS_OF_DAMAGE.filter((name) => name !== 'a folder'),
  },
];

describe('a data dir of a runner with a damaged file', () => {
  let scene: Scene;
  let folder: string;
  let files: readonly string[];
  let step: FakeOperation;
  let holder: string | undefined;
  const dataDir = () => join(folder, 'data');
  const starts = () => join(folder, 'starts');

  /** Fills the data dir of the scene as if the host had stopped while a step was running. */
  before(async () => {
    scene = await Scene.open();
    folder = await mkdtemp(join(tmpdir(), 'outrunner-damaged-'));
    const runner = scene.start();
    await scene.polling();
    step = scene.coordinator.run(
      `echo $$ > ${folder}/pid; echo started >> ${starts()}; echo begin; sleep 600`,
    );
    await scene.coordinator.changes.until(() => step.received > 0);
    await until(() => existsSync(join(scene.dataDir, 'health.json')));
    holder = step.holder;
    const keepers = await keepersOf(scene.dataDir);
    await runner.kill('SIGKILL');
    for (const pid of [...keepers, -Number(await readFile(join(folder, 'pid'), 'utf8'))])
      process.kill(pid, 'SIGKILL');
    await writeFile(join(scene.dataDir, 'runner.yaml'), '# Settings\n\nrunner.log.output: files\n');
    await writeFile(join(scene.dataDir, 'known_hosts'), '');
    files = await filesBelow(scene.dataDir);
  });

  after(async () => {
    await scene.close();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  afterEach(() => rm(dataDir(), { recursive: true, force: true, maxRetries: 5 }));

  /** Makes the coordinator count the step as running again. */
  function startedStep(): FakeOperation {
    const { coordinator } = scene;
    coordinator.operations.clear();
    const again = new FakeOperation(step.operationId, step.granted);
    again.holder = holder;
    coordinator.operations.set(again.operationId, again);
    return again;
  }

  async function damage(row: Row, apply: (path: string) => Promise<void>): Promise<readonly string[]> {
    await cp(scene.dataDir, dataDir(), { recursive: true });
    const damaged = files.filter((file) => row.files.test(file));
    for (const file of damaged) await apply(join(dataDir(), file));
    return damaged;
  }

  /** Runs the runner until the interrupted step and a later step have ended. */
  async function runOn(row: Row): Promise<RunnerProcess> {
    const { coordinator } = scene;
    const lost = startedStep();
    const syncs = coordinator.calls.syncs.length;
    const runner = scene.startAgain({ dataDir: dataDir() });
    await Promise.race([
      runner.exited.then((code) => assert.fail(`it ended with ${code}: ${runner.raw}`)),
      (async () => {
        await coordinator.changes.until(() => coordinator.calls.syncs.length > syncs);
        const { end } = await coordinator.ended(lost);
        assert.match(end.kind, /^(keeper-lost|unknown)$/);
        if (!row.losesOutput) assert.equal(lost.text, 'begin\n');
        const later = coordinator.run('echo works');
        assert.deepEqual((await coordinator.ended(later)).end, { kind: 'exited', exitCode: 0 });
        assert.equal(later.text, 'works\n');
      })(),
    ]);
    await runner.kill('SIGTERM');
    assert.equal(await readFile(starts(), 'utf8'), 'started\n', 'no step starts twice');
    return runner;
  }

  it('is tested with damage to each file of a real data dir', () => {
    assert.deepEqual(
      files.filter((file) => !TABLE.some((row) => row.files.test(file))),
      [],
    );
    for (const row of TABLE)
      assert.ok(
        files.some((file) => row.files.test(file)),
        String(row.files),
      );
  });

  for (const row of TABLE) {
    for (const [name, apply] of Object.entries(DAMAGES)) {
      if (row.damages?.includes(name) === false) continue;
      const ends = row.ends?.damages.includes(name) ? row.ends : undefined;
      const outcome = ends ? 'is refused with a remedy' : 'does not prevent the start';
      it(`${outcome} if ${row.files.source} is ${name}`, async () => {
        const damaged = await damage(row, apply);
        if (ends) {
          const runner = scene.startAgain({ dataDir: dataDir() });
          assert.equal(await runner.exited, ends.exit, runner.raw);
          const fatal = runner.log.filter(({ level }) => level === 'fatal');
          assert.equal(fatal.length, 1, runner.raw);
          for (const file of damaged) assert.ok(fatal[0]?.msg.includes(file), runner.raw);
          assert.match(fatal[0]?.msg ?? '', ends.remedy);
          assert.doesNotMatch(runner.raw, /\n\s+at |node:internal|\.ts:\d/);
          const { signatureKey, encryptionKey } = JSON.parse(
            await readFile(join(scene.dataDir, 'identity.json'), 'utf8'),
          );
          for (const { d } of [signatureKey, encryptionKey])
            assert.ok(!runner.raw.includes(d.slice(0, 8)), 'the error quotes no private key');
          return;
        }
        const runner = await runOn(row);
        if (row.unseen?.includes(name)) return;
        for (const file of damaged) {
          const path = join(dataDir(), file);
          const line = runner.log.find(({ level, file: named }) => level === 'warn' && named === path);
          assert.ok(line, `${file} is not named: ${runner.raw}`);
          assert.ok(existsSync(String(line['movedTo'])), runner.raw);
        }
      });
    }
  }

  for (const output of ['with output', 'without output']) {
    it(`lets the runner end, and never restart, a running step ${output} if the opening record of the step is damaged`, async () => {
      const own = await Scene.open();
      const { coordinator } = own;
      const runner = own.start();
      await own.polling();
      const mark = join(own.dataDir, 'pid');
      const print = output === 'with output' ? 'echo begin; ' : '';
      const lost = coordinator.run(`${print}echo $$ >> ${mark}.new; mv ${mark}.new ${mark}; sleep 600`);
      await until(() => existsSync(mark));
      const pid = Number(await readFile(mark, 'utf8'));
      const keepers = await keepersOf(own.dataDir);
      await runner.kill('SIGKILL');
      for (const keeper of keepers) process.kill(keeper, 'SIGKILL');
      const records = join(own.dataDir, 'keeper', 'operations.log');
      const text = await readFile(records, 'utf8');
      await writeFile(records, text.replace('"record":"opening"', '"record":"opened!"'));
      own.startAgain();
      const { end } = await coordinator.ended(lost);
      assert.match(end.kind, /^(keeper-lost|unknown)$/);
      await coordinator.ended(coordinator.run('true'));
      await gone(pid);
      assert.equal(await readFile(mark, 'utf8'), `${pid}\n`);
      await own.close();
    });
  }
});

async function keepersOf(dataDir: string): Promise<readonly number[]> {
  const found: number[] = [];
  for (const entry of await readdir('/proc')) {
    const commandLine = await readFile(join('/proc', entry, 'cmdline'), 'utf8').catch(() => '');
    if (/^\d+$/.test(entry) && commandLine.includes('keeper') && commandLine.includes(dataDir))
      found.push(Number(entry));
  }
  return found;
}
