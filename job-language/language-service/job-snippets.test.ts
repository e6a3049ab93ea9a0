import assert from 'node:assert/strict';
import { checkJobs } from '../checks/check-jobs.ts';
import { type JobSnippet, jobSnippets } from './job-snippets.ts';

/** Returns the text that a snippet inserts if nothing is typed into it. */
function inserted(body: readonly string[], indentation: string): string {
  return body
    .map((line) => indentation + line.replace(/\$\{\d+(?::([^}]*)|\|([^,|]*)[^}]*)\}/g, '$1$2'))
    .join('\n');
}

/** Returns a job that contains a snippet where it belongs. */
function jobWith({ place, isItem, body }: JobSnippet): string {
  const steps = '  sequence:\n    commands:\n';
  switch (place) {
    case 'file':
      return inserted(body, '');
    case 'option':
      return `- name: a\n  options:\n${inserted(body, '  ')}\n${steps}    - exec: id\n`;
    case 'step':
      return isItem
        ? `- name: a\n${steps}${inserted(body, '    ')}\n`
        : `- name: a\n${steps}    - exec: id\n${inserted(body, '      ')}\n`;
    default:
      return `- name: a\n${inserted(body, '  ')}\n${steps}    - exec: id\n`;
  }
}

describe('a snippet', () => {
  for (const tags of [[], ['lab', 'db']])
    for (const snippet of jobSnippets(tags))
      it(`inserts a valid part of a job: ${snippet.name}, with ${tags.length} tags`, () => {
        const { jobs, problems } = checkJobs(jobWith(snippet), { format: 'yaml' });
        assert.deepEqual(problems, []);
        assert.equal(jobs.length, 1);
      });

  it('offers the tags of runners, except those that need quotes or escapes', () => {
    const tags = ['lab', 'a|b', 'two words', 'yes', '12', 'db'];
    const body = jobSnippets(tags).find(({ name }) => name === 'runnerSelector')?.body ?? [];
    assert.equal(body[1], '  filter: ${1|lab,db|}');
  });
});
