import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import * as z from 'zod';
import { checkJobs } from '../checks/check-jobs.ts';

const Snippets = z.record(z.string(), z.object({ prefix: z.string(), body: z.array(z.string()) }));
const snippets = Snippets.parse(
  JSON.parse(readFileSync(new URL('../../media/job.snippets.json', import.meta.url), 'utf8')),
);

/** Returns the text that a snippet inserts if nothing is typed into it. */
function inserted(body: readonly string[], indentation: string): string {
  return body
    .map((line) => indentation + line.replace(/\$\{\d+(?::([^}]*)|\|([^,|]*)[^}]*)\}/g, '$1$2'))
    .join('\n');
}

/** Returns a job that contains a snippet where its prefix belongs. */
function jobWith(prefix: string, body: readonly string[]): string {
  const steps = '  sequence:\n    commands:\n';
  switch (prefix) {
    case 'job':
      return inserted(body, '');
    case 'option':
      return `- name: a\n  options:\n${inserted(body, '  ')}\n${steps}    - exec: id\n`;
    case 'exec':
    case 'script':
    case 'jobref':
      return `- name: a\n${steps}${inserted(body, '    ')}\n`;
    case 'errorhandler':
      return `- name: a\n${steps}    - exec: id\n${inserted(body, '      ')}\n`;
    default:
      return `- name: a\n${inserted(body, '  ')}\n${steps}    - exec: id\n`;
  }
}

describe('a snippet', () => {
  for (const [title, { prefix, body }] of Object.entries(snippets))
    it(`inserts a valid part of a job: ${title}`, () => {
      const { jobs, problems } = checkJobs(jobWith(prefix, body), { format: 'yaml' });
      assert.deepEqual(problems, []);
      assert.equal(jobs.length, 1);
    });
});
