import assert from 'node:assert/strict';
import fc from 'fast-check';
import { anyDefinition } from '../format/testing/any-job.ts';
import { KNOWN_KEYS } from '../keys/known-keys.ts';
import { formatProblem } from '../source/problem.ts';
import { type CheckOptions, checkJobs } from './check-jobs.ts';

const STEPS = '  sequence: {commands: [{exec: id}]}\n';

describe('checkKeys', () => {
  it('suggests a key for the first of two misspellings only, because a key occurs once in a map', () => {
    const text = '- name: a\n  descripton: b\n  desciption: c\n  sequence: {commands: [{exec: id}]}\n';
    assert.deepEqual(
      checkJobs(text, { format: 'yaml' }).problems.map(({ line, suggestion }) => [line, suggestion?.text]),
      [
        [2, 'description'],
        [3, undefined],
      ],
    );
  });

  it('reports the keys of generated jobs that are ignored or unknown, and no other key of the format', () => {
    const jobs = fc.sample(anyDefinition(), { numRuns: 100, seed: 1 });
    const all = jobs.flatMap((job) => checkJobs(JSON.stringify(job), { format: 'json' }).problems);
    const found = (code: string) =>
      new Set(all.filter((problem) => problem.code === code).map(({ path }) => path.at(-1)));
    assert.deepEqual(found('unknown-key'), new Set(['odd', 'x-unknown']));
    const ignored = KNOWN_KEYS.filter(({ status }) => status === 'ignored').map(({ key }) => key);
    assert.deepEqual(found('not-executed'), new Set(ignored));
  });

  it('warns of keys without effect and suggests a remedy, unless the value is empty', () => {
    const text = `- name: a
  schedules: [{name: nightly}]
  plugins: {ExecutionLifecycle: {killer: {after: 3}}}
  options: [{name: x, optionValuesPluginType: list}]
  sequence: {commands: [{script: id, passSecureInput: true, autoSecureInput: false}]}
- name: b
  schedules: []
  plugins: {ExecutionLifecycle: null}
${STEPS}`;
    assert.deepEqual(problems(text), [
      '2:3: warning: "schedules" is kept, but has no effect here. Give the job a "schedule" of its own. [not-executed]',
      '3:13: warning: "ExecutionLifecycle" is kept, but has no effect here. Use error handlers and notifications. [not-executed]',
      '4:23: warning: "optionValuesPluginType" is kept, but has no effect here. Give it "values" or "valuesUrl". [not-executed]',
      '5:38: warning: "passSecureInput" is kept, but has no effect here. Read the option from its variable RD_OPTION_…, with valueExposed: true. [not-executed]',
    ]);
  });

  it('treats a null value as an absent key', () => {
    const text = `- name: a
  notifyAvgDurationThreshold:
  nodefilters: {filter: .*, dispatch: {threadcount: null, rankAttribute: }}
  notification: {onstart: null}
  options: [{name: x, storagePath: null}]
  sequence:
    pluginConfig: {WorkflowStrategy: {node-first: null}, LogFilter: null}
    commands: [{exec: id, nodeStep: 'true', errorhandler: null}]
`;
    assert.deepEqual(problems(text), []);
  });

  it('checks keys of nested maps, and suggests the right key', () => {
    const text = `- name: a
  nodefilters: {filter: x, dispatch: {threadCount: 2, keepgoin: true}}
  schedule: {time: {hours: 1}}
  notification: {onsucces: {urls: x}, onstart: [{email: {recipients: a@example.org, subjct: b}}]}
  sequence:
    pluginConfig: {logFilter: []}
    commands:
    - jobref: {name: x, nodefilters: {dispatch: {nodeIntersects: true}}}
      errorhandler: {exec: id, keepgoingOnSucces: true}
    - type: conditional
      conditionGroups: [[{key: a, operater: '==', value: b}]]
      subSteps: [{exec: id, errorHandler: {exec: id}}]
`;
    const found = problems(text).map((line) => line.replace(' [unknown-key]', ''));
    assert.deepEqual(found, [
      '2:39: warning: "threadCount" is not a key of a node dispatch, so it has no effect. Did you mean "threadcount"?',
      '2:55: warning: "keepgoin" is not a key of a node dispatch, so it has no effect. Did you mean "keepgoing"?',
      '3:21: warning: "hours" is not a key of a time of day, so it has no effect. Did you mean "hour"?',
      '4:18: warning: "onsucces" is not a key of notifications, so it has no effect. Did you mean "onsuccess"?',
      '4:85: warning: "subjct" is not a key of an e-mail notification, so it has no effect. Did you mean "subject"?',
      '6:20: warning: "logFilter" is not a key of a plugin configuration, so it has no effect. Did you mean "LogFilter"?',
      '8:50: warning: "nodeIntersects" is not a key of a node dispatch of a job reference, so it has no effect. Did you mean "nodeIntersect"?',
      '9:32: warning: "keepgoingOnSucces" is not a key of a step, so it has no effect. Did you mean "keepgoingOnSuccess"?',
      '11:35: warning: "operater" is not a key of a condition, so it has no effect. Did you mean "operator"?',
      '12:29: warning: "errorHandler" is not a key of a step, so it has no effect. Did you mean "errorhandler"?',
    ]);
  });

  it('warns about keys that the format does not know, and suggests the right key', () => {
    assert.deepEqual(
      problems(
        `- name: a\n  logLevel: x\n  gruop: 1\n  zzz: 1\n  options: [{name: x, defaultValue: 1}]\n${STEPS}`,
      ),
      [
        '2:3: warning: "logLevel" is not a key of a job, so it has no effect. Did you mean "loglevel"? [unknown-key]',
        '3:3: warning: "gruop" is not a key of a job, so it has no effect. Did you mean "group"? [unknown-key]',
        '4:3: warning: "zzz" is not a key of a job. It is kept, but has no effect. [unknown-key]',
        '5:23: warning: "defaultValue" is not a key of an option, so it has no effect. Did you mean "value"? [unknown-key]',
      ],
    );
  });

  it('lists each key once, with a description', () => {
    const names = KNOWN_KEYS.map(({ place, key }) => `${place}.${key}`);
    assert.equal(new Set(names).size, names.length);
    assert.ok(KNOWN_KEYS.every(({ description }) => description.endsWith('.')));
  });
});

function problems(text: string, options: CheckOptions = { format: 'yaml' }): string[] {
  return checkJobs(text, options).problems.map(formatProblem);
}
