import assert from 'node:assert/strict';
import { checkFile, type JobFile } from './check-file.ts';
import { fileChecker } from './file-checker.ts';

const WORKER = new URL('./job-check-worker.ts', import.meta.url);

describe('checking a file of jobs apart', () => {
  const check = fileChecker(WORKER);

  it('says the same of a long file as of a short one, and lets others have their turn meanwhile', async () => {
    const job = (number: number) =>
      `- name: job-${number}\n  description: ${'long '.repeat(400)}\n  sequence: {commands: [{exec: echo ${number}}]}\n`;
    const bad = '- name: bad\n  group: g\n  sequence: {commands: []}\n';
    const file: JobFile = {
      text: Array.from({ length: 200 }, (_, index) => job(index)).join('') + bad,
      format: 'yaml',
    };
    assert.ok(file.text.length > 256 * 1024);
    let turns = 0;
    const turn = setInterval(() => (turns += 1), 1);
    const checked = await check(file);
    clearInterval(turn);
    assert.ok(turns > 0);
    assert.deepEqual(checked, checkFile(file));
    assert.equal(checked.jobs.length, 200);
    assert.deepEqual(checked.names.at(-1), { name: 'bad', group: 'g' });
  });

  it('fails as an invalid job where the thread dies', async () => {
    const broken = fileChecker(new URL('./absent.ts', import.meta.url));
    const file: JobFile = { text: ' '.repeat(300_000), format: 'yaml' };
    await assert.rejects(broken(file), { code: 'job-invalid' });
  });
});
