import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { recordOfTriggers } from '../../protocol/entities/delivery.ts';
import { checkJobs } from '../checks/check-jobs.ts';
import { Job } from '../format/job.ts';
import { notificationsAt } from '../format/notification.ts';
import { anyJob } from '../format/testing/any-job.ts';
import { exportedJob, withUnixLineEnds } from '../keys/exported-job.ts';
import { writeXmlJobs } from './write-xml-jobs.ts';

const GOLDEN = new URL('./golden/', import.meta.url);
const golden = (name: string) => readFileSync(new URL(name, GOLDEN), 'utf8');

describe('writeXmlJobs', () => {
  it('writes the example jobs as the expected XML', () => {
    const { jobs, problems } = checkJobs(golden('jobs.yaml'), { format: 'yaml' });
    assert.deepEqual(
      problems.filter(({ severity }) => severity === 'error'),
      [],
    );
    assert.equal(writeXmlJobs(jobs.map(({ job }) => job)), golden('jobs.xml'));
  });

  it('writes jobs that an import reads as the same jobs', () => {
    const jobs = readXml(golden('jobs.xml'));
    const yaml = checkJobs(golden('jobs.yaml'), { format: 'yaml' }).jobs.map(({ job }) => job);
    assert.deepEqual(jobs.map(comparable), yaml.map(comparable));
    assert.equal(writeXmlJobs(jobs), golden('jobs.xml'));
  });

  it('keeps the meaning of random jobs that XML can represent', () => {
    fc.assert(
      fc.property(anyJob().filter(fitsXml), (job) => {
        const text = writeXmlJobs([job]);
        const [read] = readXml(text);
        assert.deepEqual(read && comparable(read), comparable(job), text);
        const again = readXml(writeXmlJobs(read === undefined ? [] : [read]));
        assert.deepEqual(again.map(comparable), [comparable(job)]);
      }),
      { numRuns: 100 },
    );
  });

  it('writes Unix line endings', () => {
    const option = { name: 'x', value: 'a\r\nb\tc' };
    const sequence = { commands: [{ exec: 'echo a\r\necho b\rc' }] };
    const [read] = readXml(writeXmlJobs([Job.parse({ name: 'a', options: [option], sequence })]));
    assert.equal(read?.sequence.commands[0]?.exec, 'echo a\necho b\nc');
    assert.equal(read.options[0]?.value, 'a\nb\tc');
  });

  it('refuses a character that XML cannot represent, and reports the job', () => {
    const job = Job.parse({ name: 'a', group: 'g', sequence: { commands: [{ exec: 'echo \u0001' }] } });
    assert.throws(() => writeXmlJobs([job]), /Job g\/a.*U\+0001/);
  });
});

function readXml(text: string): Job[] {
  const { jobs, problems } = checkJobs(text, { format: 'xml' });
  assert.deepEqual(
    problems.filter(({ severity }) => severity === 'error'),
    [],
    text,
  );
  return jobs.map(({ job }) => job);
}

function fitsXml(job: Job): boolean {
  return !/[^\t\n -\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u.test(texts(job).join(' '));
}

function texts(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, entry]) => [key, ...texts(entry)]);
}

/**
 * Returns what XML keeps of a job: every scalar as text, nothing blank or false, notifications sorted by kind, and the
 * trimmed values of options without their delimiter.
 */
function comparable(job: Job): unknown {
  const { notification, options, ...rest } = job;
  const sent = recordOfTriggers((trigger) =>
    notificationsAt(notification, trigger).sort((a, b) => (a.kind < b.kind ? -1 : 1)),
  );
  const values = (option: Job['options'][number]) => option.values.map((value) => value.trim());
  const listed = options.map(({ valuesListDelimiter: _, ...option }) => ({
    ...option,
    values: values(option),
  }));
  return pruned({ ...(exportedJob({ ...rest, options: [] }) as object), options: listed, sent });
}

/** Returns a configuration whose lists and maps are JSON, as in the attribute `value` of an entry. */
function withTexts(configuration: unknown): unknown {
  if (typeof configuration !== 'object' || configuration === null) return configuration;
  const textOf = (value: unknown) =>
    typeof value === 'object' && value !== null ? JSON.stringify(value) : value;
  return Object.fromEntries(Object.entries(configuration).map(([key, value]) => [key, textOf(value)]));
}

function pruned(given: unknown): unknown {
  const value = withUnixLineEnds(given);
  if (value === null || value === undefined || value === false) return undefined;
  if (Array.isArray(value)) {
    const items = value.map(pruned).filter((item) => item !== undefined);
    return items.length === 0 ? undefined : items.length === 1 ? items[0] : items;
  }
  if (typeof value !== 'object')
    return ['', 'false'].includes(String(value).trim()) ? undefined : String(value);
  const entries = Object.entries(value)
    .map(([key, entry]) => [key, pruned(key === 'configuration' ? withTexts(entry) : entry)] as const)
    .filter(([, entry]) => entry !== undefined);
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}
