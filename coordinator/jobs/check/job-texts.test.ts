import assert from 'node:assert/strict';
import { checkFile, type JobFile } from './check-file.ts';
import { JobAnswers, type JobEdit } from './job-answers.ts';
import { createJobTexts } from './job-texts.ts';

const WORKER = new URL('./job-check-worker.ts', import.meta.url);

describe('createJobTexts', () => {
  const texts = createJobTexts(WORKER);

  it('checks a long file without blocking the main thread, with the same result as on that thread', async () => {
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
    const checked = await texts.check(file);
    clearInterval(turn);
    assert.ok(turns > 0);
    assert.deepEqual(checked, checkFile(file));
    assert.equal(checked.jobs.length, 200);
    assert.deepEqual(checked.names.at(-1), { name: 'bad', group: 'g' });
  });

  it('edits long job definitions with the same result as on the main thread', async () => {
    const step = '  - exec: echo step\n';
    const text = `- name: long\n  sequence:\n    commands:\n${`  ${step}`.repeat(2000)}`;
    assert.ok(text.length > 16 * 1024);
    const edits: JobEdit[] = [
      { kind: 'identity', text, uuid: '5b1d8a5e-3a56-4bcb-a0a5-8d1b1d1f1b1f' },
      { kind: 'flag', text, flag: 'executionEnabled', value: false },
    ];
    const expected = new JobAnswers().answer({ kind: 'edit', edits });
    assert.deepEqual({ kind: 'edited', items: await texts.edit(edits) }, expected);
  });

  it('checks a file and sets the ids of its jobs in one thread, or on the main thread if the file is short', async () => {
    let threads = 0;
    const count = () => (threads += 1);
    process.on('worker', count);
    for (const length of [10, 40_000]) {
      threads = 0;
      const job = (name: string) => `- name: ${name}\n  sequence: {commands: [{exec: echo}]}\n`;
      const file: JobFile = {
        text: `${job('first')}# ${'long '.repeat(length)}\n${job('second')}`,
        format: 'yaml',
      };
      const { jobs, ...findings } = checkFile(file);
      const identified = await texts.open(file, async ({ jobs: opened, identify, ...openedFindings }) => {
        assert.deepEqual(openedFindings, findings);
        assert.deepEqual(
          opened,
          jobs.map(({ text: _, ...job }) => job),
        );
        return identify([
          { index: 1, uuid: 'second-id' },
          { index: 0, uuid: 'first-id' },
        ]);
      });
      assert.equal(threads, length > 10 ? 1 : 0);
      const edits = jobs.map(({ text, job }): JobEdit => {
        return { kind: 'identity', text, uuid: `${job.name}-id` };
      });
      assert.deepEqual(identified, [...(await texts.edit(edits))].reverse());
    }
    process.off('worker', count);
  });

  it('rejects an edit of a short or long malformed job definition as job-invalid', async () => {
    for (const text of ['- name: [', `- name: [${' '.repeat(20_000)}`]) {
      await assert.rejects(texts.edit([{ kind: 'identity', text, uuid: 'x' }]), { code: 'job-invalid' });
    }
  });

  it('rejects a check as job-invalid when its thread fails', async () => {
    const broken = createJobTexts(new URL('./absent.ts', import.meta.url));
    const file: JobFile = { text: ' '.repeat(20_000), format: 'yaml' };
    await assert.rejects(broken.check(file), { code: 'job-invalid' });
  });
});
