import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { checkJobs } from '../checks/check-jobs.ts';
import { writeJobs } from '../keys/export-jobs.ts';
import { blocksWithJobs } from './recognise-jobs.ts';
import { OTHER_YAML } from './testing/other-yaml.ts';

const EXAMPLES = new URL('../../examples/', import.meta.url);
const examples = readdirSync(EXAMPLES)
  .filter((name) => name.endsWith('.yaml'))
  .map((name) => ({ name, text: readFileSync(new URL(name, EXAMPLES), 'utf8') }));

const JOB = `- name: a
  sequence:
    commands:
    - exec: ls
`;

describe('the recognition of jobs by their content', () => {
  for (const { name, text } of examples)
    it(`recognises the example ${name}, and its export as YAML and JSON`, () => {
      assert.ok(blocksWithJobs(text));
      const jobs = checkJobs(text, { format: 'yaml' }).jobs.map(({ job }) => job);
      assert.ok(jobs.length > 0);
      assert.ok(blocksWithJobs(writeJobs(jobs, 'yaml')));
      assert.ok(blocksWithJobs(writeJobs(jobs, 'json')));
    });

  const written: Readonly<Record<string, string>> = {
    'a single job without a list': 'name: a\nsequence:\n  commands:\n  - exec: ls\n',
    'a job in flow style': '[{name: a, sequence: {commands: [{exec: ls}]}}]\n',
    'a job after comments and a document mark': `# Jobs of the team.\n---\n${JOB}`,
    'a job without a name': JOB.replace('name: a', 'nmae: a'),
    'a job with a misspelt "sequence"': JOB.replace('sequence', 'sequenze'),
    'a job with a misspelt "commands"': JOB.replace('commands', 'comands'),
    'a job whose steps are not yet written': '- name: a\n  loglevel: INFO\n  nodefilters:\n    filter: b\n',
    'a job below an entry that is not a job': `- just a text\n${JOB}`,
    'a job with an unclosed quote': JOB.replace('exec: ls', 'exec: "ls'),
  };
  for (const [title, text] of Object.entries(written))
    it(`recognises ${title}`, () => assert.ok(blocksWithJobs(text)));

  for (const [title, text] of Object.entries(OTHER_YAML))
    it(`does not recognise ${title}`, () => assert.equal(blocksWithJobs(text), undefined));

  it('does not recognise the inventories of the examples', () => {
    for (const name of readdirSync(new URL('nodes/', EXAMPLES)))
      assert.equal(blocksWithJobs(readFileSync(new URL(`nodes/${name}`, EXAMPLES), 'utf8')), undefined, name);
  });
});
