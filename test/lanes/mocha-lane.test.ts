import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { outcomeOf } from './outcome.ts';
import type { TestCounts } from './test-event.ts';

const PROGRAM = join(import.meta.dirname, 'mocha-lane.main.ts');

describe('a lane of suites', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'outrunner-lane-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  async function runSuite(text: string, ...args: string[]) {
    const suite = join(folder, 'suite.test.ts');
    const results = join(folder, 'results.json');
    await writeFile(suite, text);
    const { status, stdout } = spawnSync(
      process.execPath,
      [PROGRAM, '--results', results, '--timeout', '5000', ...args, suite],
      { encoding: 'utf8' },
    );
    const counts = () => JSON.parse(readFileSync(results, 'utf8')) as TestCounts;
    return { status, stdout, counts };
  }

  it('counts every test', async () => {
    const { status, counts } = await runSuite(
      `describe('a', () => { it('b', () => {}); it('c', async () => {}); });`,
    );
    assert.deepEqual(counts(), { passed: 2, failed: 0, failures: [] });
    assert.equal(status, 0);
  });

  it('reports a failure with its full title and error', async () => {
    const { status, stdout, counts } = await runSuite(
      `describe('a', () => { it('b', () => { throw new Error('it broke'); }); });`,
    );
    assert.deepEqual(counts(), { passed: 0, failed: 1, failures: ['a › b: Error: it broke'] });
    assert.match(stdout, /1\) a › b\n\s+Error: it broke/);
    assert.equal(status, 1);
  });

  it('counts a pending test as a failure', async () => {
    // The text of a suite that this test runs: its skipped test must be counted as failed.
    const { counts } = await runSuite(`it.skip('later', () => {}); it('unwritten');`);
    assert.equal(counts().failed, 2);
  });

  it('counts a failing hook as a failure', async () => {
    const { counts } = await runSuite(
      `describe('a', () => { before(() => { throw 1; }); it('b', () => {}); });`,
    );
    assert.equal(counts().failed, 1);
  });

  it('runs only the matching tests', async () => {
    const { counts } = await runSuite(`it('one', () => {}); it('two', () => {});`, '--grep=tw');
    assert.deepEqual(counts(), { passed: 1, failed: 0, failures: [] });
  });

  it('writes the counts so far on SIGTERM', async () => {
    const suite = `it('ends', () => {}); it('hangs', () => { process.kill(process.pid, 'SIGTERM'); return new Promise(() => {}); });`;
    const { stdout, counts } = await runSuite(suite);
    assert.deepEqual(counts(), { passed: 1, failed: 0, failures: [] });
    assert.match(stdout, /terminated before its last test/);
  });

  it('counts a suite that cannot be loaded as a failure', async () => {
    const { status, counts } = await runSuite(`import './absent.ts';`);
    assert.deepEqual({ ...counts(), failures: [] }, { passed: 0, failed: 1, failures: [] });
    assert.notEqual(status, 0);
  });

  it('reports the failures so far if the tested program ends the process', async () => {
    const suite = `it('fails', () => { throw new Error('it broke'); }); it('ends', () => process.exit(3));`;
    const { status, stdout, counts } = await runSuite(suite);
    assert.deepEqual(counts().failures, [
      'fails: Error: it broke',
      'the process of the tests exited with code 3 before the last test',
    ]);
    assert.match(stdout, /1\) fails\n\s+Error: it broke/);
    assert.notEqual(status, 0);
  });

  it('fails if no test ran', () => {
    assert.deepEqual(outcomeOf('unit', { passed: 0, failed: 0, failures: [] }), {
      passed: 0,
      failed: 1,
      failures: ['unit: no test ran'],
    });
  });
});
