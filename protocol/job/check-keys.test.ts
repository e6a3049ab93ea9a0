import assert from 'node:assert/strict';
import { type CheckOptions, checkJobs } from './check-jobs.ts';
import { KNOWN_KEYS } from './keys/known-keys.ts';
import { formatProblem } from './problem.ts';

const STEPS = '  sequence: {commands: [{exec: id}]}\n';

describe('the keys of a job', () => {
  describe('that are not executed', () => {
    const REFUSED: [string, number][] = [
      [`- name: a\n  nodefilters: {filter: x}\n${STEPS}`, 2],
      [`- name: a\n  schedule: {crontab: '0 0 * * * ? *'}\n${STEPS}`, 2],
      [`- name: a\n  schedules: [x]\n${STEPS}`, 2],
      [`- name: a\n  notification: {onstart: {urls: x}}\n${STEPS}`, 2],
      [`- name: a\n  retry: 3\n${STEPS}`, 2],
      [`- name: a\n  loglimit: 5MB\n${STEPS}`, 2],
      [`- name: a\n  orchestrator: {type: subset}\n${STEPS}`, 2],
      [`- name: a\n  plugins: {ExecutionLifecycle: {x: {y: z}}}\n${STEPS}`, 2],
      ['- name: a\n  sequence:\n    strategy: parallel\n    commands: [{exec: id}]', 3],
      ['- name: a\n  sequence:\n    pluginConfig: {LogFilter: [{type: x}]}\n    commands: [{exec: id}]', 3],
      ['- name: a\n  sequence:\n    commands:\n    - jobref: {name: b}', 4],
      ['- name: a\n  sequence:\n    commands:\n    - scriptfile: /x', 4],
      ['- name: a\n  sequence:\n    commands:\n    - scripturl: http://x', 4],
      ['- name: a\n  sequence:\n    commands:\n    - type: conditional', 4],
      ['- name: a\n  sequence:\n    commands:\n    - exec: id\n      errorhandler: {exec: id}', 5],
      ['- name: a\n  sequence:\n    commands:\n    - exec: id\n      plugins: {LogFilter: [{type: x}]}', 5],
      [`- name: a\n  options:\n  - name: x\n    type: file\n${STEPS}`, 4],
      [`- name: a\n  options:\n  - name: x\n    valuesUrl: http://x\n${STEPS}`, 4],
      [`- name: a\n  options:\n  - name: x\n    storagePath: keys/x\n${STEPS}`, 4],
      [`- name: a\n  options:\n  - name: x\n    isDate: true\n${STEPS}`, 4],
      [`- name: a\n  options:\n  - name: x\n    value: '\${DATE:yyyy}'\n${STEPS}`, 4],
      [`- name: a\n  options:\n  - name: x\n    regex: (?=a)\n${STEPS}`, 4],
    ];

    for (const [text, line] of REFUSED) {
      it(`refuses ${text.split('\n')[line - 1]?.trim()} with its line, and says nothing else`, () => {
        const { jobs, problems: found } = checkJobs(text, { format: 'yaml' });
        assert.equal(jobs.length, 0);
        assert.deepEqual(
          found.map((problem) => [problem.code, problem.line]),
          [['not-executed-yet', line]],
        );
      });
    }

    it('lets through what says nothing', () => {
      const text = `- name: a
  plugins: {ExecutionLifecycle: null}
  schedules: []
  retry: {retry: '0', delay: '0'}
  notifyAvgDurationThreshold:
  options: [{name: x, isDate: false, storagePath: ''}]
  sequence: {pluginConfig: {WorkflowStrategy: {node-first: null}}, commands: [{exec: id, nodeStep: 'true', errorhandler: null}]}
`;
      assert.deepEqual(problems(text), []);
    });
  });

  it('warns of keys that the format does not know, and suggests what was meant', () => {
    assert.deepEqual(
      problems(
        `- name: a\n  logLevel: x\n  gruop: 1\n  zzz: 1\n  options: [{name: x, defaultValue: 1}]\n${STEPS}`,
      ),
      [
        '2:3: warning: "logLevel" is no key of a job. Did you mean "loglevel"? As it is, it changes nothing. [unknown-key]',
        '3:3: warning: "gruop" is no key of a job. Did you mean "group"? As it is, it changes nothing. [unknown-key]',
        '4:3: warning: "zzz" is no key of a job. It is kept, and changes nothing. [unknown-key]',
        '5:23: warning: "defaultValue" is no key of an option. Did you mean "value"? As it is, it changes nothing. [unknown-key]',
      ],
    );
  });

  it('each stand once in the table, with a description', () => {
    const names = KNOWN_KEYS.map(({ place, key }) => `${place}.${key}`);
    assert.equal(new Set(names).size, names.length);
    assert.ok(KNOWN_KEYS.every(({ description }) => description.endsWith('.')));
  });
});

function problems(text: string, options: CheckOptions = { format: 'yaml' }): string[] {
  return checkJobs(text, options).problems.map(formatProblem);
}
