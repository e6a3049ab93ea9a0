import assert from 'node:assert/strict';
import fc from 'fast-check';
import { JOB_FILE_LIMITS } from '../source/job-limits.ts';
import { formatProblem } from '../source/problem.ts';
import { type CheckOptions, checkJobs } from './check-jobs.ts';

const STEPS = '  sequence: {commands: [{exec: id}]}\n';

describe('checkJobs', () => {
  it('accepts a job with only a name and steps, and fills in the defaults', () => {
    assert.deepEqual(only(`- name: a\n${STEPS}`), {
      name: 'a',
      description: '',
      loglevel: 'INFO',
      options: [],
      sequence: { keepgoing: false, strategy: 'node-first', commands: [{ exec: 'id' }] },
      multipleExecutions: false,
      executionEnabled: true,
      scheduleEnabled: true,
      nodeFilterEditable: true,
    });
  });

  it('accepts a single job instead of a list, and JSON', () => {
    assert.equal(only('name: a\ndescription:\nsequence:\n  commands:\n  - script: echo\n').name, 'a');
    const json = '[\n\t{"name": "a\\ud83d\\ude00\\/", "sequence": {"commands": [{"exec": "id"}]}}]';
    assert.deepEqual(problems(json.replace('\\/', ''), { format: 'json' }), []);
    assert.deepEqual(problems('{"name": 1,}', { format: 'json' }), [
      '1:12: error: Expected double-quoted property name. Correct the JSON here. [json-syntax]',
    ]);
  });

  it('reads unquoted scalars as YAML 1.1 does, and warns where the result is surprising', () => {
    const job = only(
      `- name: no\n  multipleExecutions: on\n  options: [{name: x, required: yes, value: 010, values: [y, 1.10, 1.0, 12]}]\n${STEPS}`,
    );
    assert.equal(job.name, 'false');
    assert.equal(job.multipleExecutions, true);
    assert.equal(job.options[0]?.required, true);
    assert.deepEqual(
      [job.options[0]?.value, ...(job.options[0]?.values ?? [])],
      ['8', 'y', '1.1', '1.0', '12'],
    );
    assert.deepEqual(problems(`- name: no\n${STEPS}`), [
      `1:9: warning: Unquoted, no reads as "false" in YAML. Write 'no' to keep it unchanged. [reads-otherwise]`,
    ]);
  });

  it('treats uuid and id as one identity, and prefers the uuid if they differ', () => {
    assert.equal(only(`- name: a\n  id: x-1\n${STEPS}`).uuid, 'x-1');
    assert.deepEqual(problems(`- name: a\n  id: x\n  uuid: y\n${STEPS}`), [
      '2:7: warning: uuid "y" and id "x" differ. The uuid identifies the job: remove the id. [two-identities]',
    ]);
    assert.equal(only(`- name: a\n  id: x\n  uuid: y\n${STEPS}`).uuid, 'y');
  });

  it('accepts options as a map from names to definitions', () => {
    const job = only(`- name: a\n  options:\n    first: {value: 1}\n    second:\n${STEPS}`);
    assert.deepEqual(
      job.options.map((option) => [option.name, option.value]),
      [
        ['first', '1'],
        ['second', undefined],
      ],
    );
  });

  it('accepts quoted booleans in upper, lower and mixed case', () => {
    for (const [word, meaning] of [
      ['True', true],
      ['yes', true],
      ['ON', true],
      ['false', false],
      ['No', false],
    ] as const) {
      const text = `- name: a\n  executionEnabled: "${word}"\n  sequence: {commands: [{exec: id}]}\n`;
      const { jobs, problems } = checkJobs(text, { format: 'yaml' });
      assert.deepEqual([problems, jobs[0]?.job.executionEnabled], [[], meaning]);
    }
  });

  it('reports the position of a missing or wrong value, and the expected value', () => {
    const cases: [string, string][] = [
      ['- group: a\n', '1:3: error: "name" is missing. Add it. [missing-key]'],
      [
        '- name: a\n  sequence:\n    comands:\n    - exec: id\n',
        '3:5: error: "commands" is missing. Change "comands" to "commands". [missing-key]',
      ],
      [`- title: a\n${STEPS}`, '1:3: error: "name" is missing. Change "title" to "name". [missing-key]'],
      [
        '- name: a\n  sequence: {commands: []}\n',
        '2:24: error: A job has at least one step. Add one under "commands". [invalid-value]',
      ],
      [
        `- name: a\n  loglevel: INF\n${STEPS}`,
        '2:13: error: "loglevel" must be one of DEBUG, VERBOSE, INFO, WARN, ERROR. Did you mean "INFO"? [invalid-value]',
      ],
      [
        `- name: a\n  sequence: {commands: [{type: conditional, conditionGroups: [[{key: ' ', value: b}]], subSteps: [{exec: id}]}]}\n`,
        '2:70: error: This must not be blank. [invalid-job]',
      ],
      [
        `- name: a\n  timeout: soon\n${STEPS}`,
        '2:12: error: A timeout is a duration like 120, "6h 30m" or "${option.t}". [invalid-job]',
      ],
      [
        `- name: a/b\n${STEPS}`,
        '1:9: error: A name is at most 255 characters on one line, without "/". Put groups into "group". [invalid-job]',
      ],
      [
        `- name: a\n  executionEnabled: maybe\n${STEPS}`,
        '2:21: error: "executionEnabled" must be true or false. [invalid-value]',
      ],
      [`- name: a\n  options: x\n${STEPS}`, '2:12: error: "options" must be a list. [invalid-value]'],
      [`- name: [a]\n${STEPS}`, '1:9: error: "name" must be a text. [invalid-value]'],
      [
        '- name: a\n  sequence: {commands: [{exec: a, script: b}]}\n',
        '2:35: error: The step has "exec" and "script". Keep one of them, and move each of the others to its own step. [invalid-job]',
      ],
      [
        '- name: a\n  sequence: {commands: [id]}\n',
        '2:25: error: Entry 1 of "commands" must be a map of keys. [invalid-value]',
      ],
      [
        `- name: a\n  options: [{name: x}, {name: x}]\n${STEPS}`,
        '2:31: error: Option "x" is defined twice. Rename one of them. [invalid-job]',
      ],
      [
        `- name: a\n  options: [{name: x, multivalued: true}]\n${STEPS}`,
        `2:36: error: Option "x" takes several values and has no delimiter. Add delimiter: ','. [invalid-job]`,
      ],
      [
        `- name: a\n  options: [{name: x, enforced: true, values: [a], value: b}]\n${STEPS}`,
        '2:59: warning: The default "b" of option "x" is not one of its values, so each run must set a value. Add the default to the values. [default-not-allowed]',
      ],
      [
        `- name: a\n  options: [{name: x, regex: '(a'}]\n${STEPS}`,
        '2:30: error: The pattern of option "x" cannot be used: missing closing ): `(a`. Correct the pattern. [invalid-pattern]',
      ],
    ];
    for (const [text, message] of cases)
      assert.ok(problems(text).includes(message), `${message}\n${problems(text).join('\n')}`);
  });

  it('warns about references that expand to blank, and about references that cannot be quoted safely', () => {
    const text = (exec: string) =>
      `- name: a\n  options: [{name: x}, {name: key, secure: true}]\n  sequence:\n    commands:\n    - exec: ${exec}\n`;
    assert.deepEqual(problems(text('echo ${option.x} ${job.name} $HOME')), []);
    assert.match(
      problems(text('echo ${HOME}')).join(),
      /^5:18: warning: .*write \$HOME.*\[blank-reference\]$/,
    );
    assert.match(problems(text('echo ${option.z}')).join(), /only the options x, key/);
    assert.match(problems(text('echo ${option.key}')).join(), /valueExposed: true/);
    assert.match(
      problems(text('echo \\${option.x}')).join(),
      /^5:19: warning: .*fails when it is run\. \[unsafe-reference\]$/,
    );
    const script = text('x').replace('exec: x', 'script: "a@b.org,c@d.org"');
    assert.match(problems(script).join(), /@b\.org,c@ has no value/);
    const condition = text('x').replace(
      'exec: x',
      '{type: conditional, conditionGroups: [[{key: "${HOME}"}]], subSteps: [{exec: id}]}',
    );
    assert.match(problems(condition).join(), /Use a value such as \$\{option\.NAME\}/);
  });

  it('warns about log filters that are skipped when the job runs', () => {
    const filters = (list: string) =>
      `- name: a\n  sequence:\n    commands:\n    - exec: id\n      plugins:\n        LogFilter:\n${list}`;
    assert.deepEqual(problems(filters('        - {type: key-value-data}\n')), []);
    const [unknown] = problems(filters('        - {type: json-mapper, config: {filter: .}}\n'));
    assert.match(unknown ?? '', /^7:18: warning: Log filter json-mapper is unknown.* \[log-filter\]$/);
    const [pattern] = problems(filters("        - {type: highlight-output, config: {regex: '('}}\n"));
    assert.match(
      pattern ?? '',
      /^7:\d+: warning: Log filter highlight-output is not applied: .*\[log-filter\]$/,
    );
  });

  it('reports a file that is not a valid list of jobs', () => {
    const cases: [string, RegExp][] = [
      ['', /empty\]$/],
      ['# nothing\n---\n', /empty\]$/],
      ['[]', /empty\]$/],
      ['text', /not-a-list\]$/],
      ['- text', /not-a-job\]$/],
      ['- name: a\n---\n- name: b\n', /^2:1: error: .*\[several-documents\]$/],
      ['- name: a\n  name: b\n', /^2:3: error: The key "name" occurs twice here\. .*\[duplicate-key\]$/],
      ['- name: a\n\tgroup: b\n', /^2:1: error: .*Replace the tab\. \[yaml-syntax\]$/],
      ['- name: "a\n', /yaml-syntax\]$/],
      ['- name: *nobody\n', /^1:9: error: .*\[unknown-alias\]$|yaml-syntax\]$/],
      ['- name: !!binary aGk=\n', /yaml-tag\]$/],
      ['- [a, b]: c\n', /bad-key\]$/],
    ];
    for (const [text, expected] of cases) assert.match(problems(text)[0] ?? '', expected, text);
  });

  it('resolves aliases and merges', () => {
    const job = only(
      `- name: a\n  x: &s {exec: id}\n  sequence: {commands: [*s, {<<: *s, description: d}]}\n`,
    );
    assert.deepEqual(job.sequence.commands, [{ exec: 'id' }, { exec: 'id', description: 'd' }]);
  });

  it('limits the file size, the nesting depth and the expansion of aliases', () => {
    const bomb = `a: &a [x,x,x,x,x,x,x,x,x,x]\n${[...'bcdefghi'].map((key, i) => `${key}: &${key} [${Array(10).fill(`*${'abcdefghi'[i]}`)}]`).join('\n')}\n`;
    assert.match(problems(bomb).join(), /too-many-values\]$/);
    assert.match(problems('a: &a [*a]').join(), /too-deep\]$|unknown-alias\]$|yaml-syntax\]$/);
    const long = `"${'x'.repeat(16 * 1024 * 1024)}"`;
    assert.match(
      problems(`- name: ${long}`).join(),
      /quoted text has more than 16 Mi characters.*\[text-too-long\]$/,
    );
    assert.match(problems(`${'['.repeat(100)}${']'.repeat(100)}`).join(), /too-deep\]$/);
    assert.match(problems(`${'['.repeat(20_000)}`).join(), /\]$/);
    assert.match(problems('- name: a', { format: 'yaml', maxCharacters: 5 }).join(), /too-large\]$/);
  });

  it('refuses a file with too many jobs and a job with too many steps, including nested steps', () => {
    const job = (steps: string) => `- name: a\n  sequence: {commands: [${steps}]}\n`;
    const jobs = job('{exec: id}').repeat(JOB_FILE_LIMITS.jobs + 1);
    assert.match(problems(jobs).join(), /^1:1: error: .*too-many-jobs\]$/);
    const handled = '{exec: id, errorhandler: {exec: id}},'.repeat(JOB_FILE_LIMITS.steps / 2);
    assert.deepEqual(problems(job(handled)), []);
    assert.match(problems(job(`${handled}{exec: id}`)).join(), /^1:3: error: .*too-many-steps\]$/);
    const nested = `{type: conditional, conditionGroups: [[{key: a, operator: "==", value: b}]], subSteps: [${handled}]}`;
    assert.match(problems(job(nested)).join(), /too-many-steps\]$/);
  });

  it('rejects a job that is too long, and accepts the other jobs of its file', () => {
    const long = `- name: long\n  sequence: {commands: [{script: "${'x'.repeat(JOB_FILE_LIMITS.jobCharacters)}"}]}\n`;
    const { jobs, problems: found } = checkJobs(`${long}- name: b\n  sequence: {commands: [{exec: id}]}\n`, {
      format: 'yaml',
    });
    assert.deepEqual(
      found.map(({ code, line }) => [code, line]),
      [['job-too-long', 1]],
    );
    assert.deepEqual(
      jobs.map(({ job: { name } }) => name),
      ['b'],
    );
  });

  it('returns the source text of each job in a list, with its comments', () => {
    const text = `# file\n---\n# one\n  - name: a   # name\n    sequence:\n      commands:\n        - script: |\n            # no comment\n            echo\n\n  # two\n\n  - name: b\n    sequence: {commands: [{exec: id}]} # last\n# tail\n`;
    const { jobs } = checkJobs(text, { format: 'yaml' });
    assert.deepEqual(
      jobs.map((job) => job.text),
      [
        '# one\n- name: a   # name\n  sequence:\n    commands:\n      - script: |\n          # no comment\n          echo\n',
        '\n# two\n\n- name: b\n  sequence: {commands: [{exec: id}]} # last\n# tail\n',
      ],
    );
    assert.deepEqual(
      jobs.map(({ line, column }) => [line, column]),
      [
        [4, 5],
        [13, 5],
      ],
    );
  });

  it('formats new YAML for a job whose own text uses an anchor of another job', () => {
    const text = `- name: a\n  x: &s {exec: id}\n  sequence: {commands: [*s]}\n- name: b\n  sequence: {commands: [*s]}\n`;
    const { jobs } = checkJobs(text, { format: 'yaml' });
    for (const { job, text: alone } of jobs)
      assert.deepEqual(checkJobs(alone, { format: 'yaml' }).jobs[0]?.job, job);
    assert.equal(jobs.length, 2);
  });

  it('omits only the jobs with errors, and warns about duplicate jobs', () => {
    const text = `- name: a\n${STEPS}- name: b\n- name: a\n${STEPS}`;
    const { jobs, problems: found } = checkJobs(text, { format: 'yaml' });
    assert.deepEqual(
      jobs.map((job) => job.index),
      [0, 2],
    );
    assert.deepEqual(
      found.map((problem) => [problem.code, problem.path]),
      [
        ['missing-key', [1, 'sequence']],
        ['repeated-job', [2]],
      ],
    );
  });

  it('does not throw for random sequences of YAML tokens', () => {
    const pieces = fc.constantFrom(
      '- ',
      'name: ',
      'a',
      '\n',
      '  ',
      '[',
      ']',
      '{',
      '}',
      ': ',
      '&a ',
      '*a',
      '|',
      '>',
      '"',
      "'",
      '#',
      '---',
      '!t ',
      '<<',
      '\t',
      ',',
      '? ',
      'sequence',
      '\uFEFF',
    );
    const text = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.array(pieces, { maxLength: 40 }).map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(text, fc.constantFrom('yaml' as const, 'json' as const), (file, format) => {
        const { jobs, problems: found } = checkJobs(file, { format });
        assert.ok(jobs.length > 0 || found.length > 0);
        for (const { line, column, endLine, endColumn } of found) {
          assert.ok(
            line >= 1 && column >= 1 && (endLine > line || (endLine === line && endColumn >= column)),
          );
        }
      }),
      { numRuns: 500 },
    );
  });
});

function only(text: string) {
  const { jobs, problems: found } = checkJobs(text, { format: 'yaml' });
  const [first] = jobs;
  assert.ok(first !== undefined && jobs.length === 1, found.map(formatProblem).join('\n'));
  return first.job;
}

function problems(text: string, options: CheckOptions = { format: 'yaml' }): string[] {
  return checkJobs(text, options).problems.map(formatProblem);
}
