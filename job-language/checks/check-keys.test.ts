import assert from 'node:assert/strict';
import { parse } from 'yaml';
import { placeBelow } from '../keys/key-places.ts';
import type { KeyPlace } from '../keys/known-key.ts';
import { KNOWN_KEYS } from '../keys/known-keys.ts';
import { formatProblem } from '../source/problem.ts';
import { type CheckOptions, checkJobs } from './check-jobs.ts';

/** Jobs that together use every key with an effect. Some keys exclude each other. */
const EVERYTHING = `- name: everything
  group: a/b
  description: Says it all
  uuid: 11111111-2222-3333-4444-555555555555
  id: 11111111-2222-3333-4444-555555555555
  loglevel: DEBUG
  project: other
  tags: [a, b]
  timeout: 1h 30m
  retry: {retry: '3', delay: 5m}
  multipleExecutions: true
  maxMultipleExecutions: 4
  loglimit: 5MB
  loglimitAction: halt
  loglimitStatus: aborted
  timeZone: Europe/Berlin
  schedule: {time: {hour: '06', minute: '30', seconds: '0'}, month: '*', year: '*', weekday: {day: MON-FRI}}
  notifyAvgDurationThreshold: 20%
  notification:
    onsuccess: {urls: 'https://example.org/\${execution.id}', httpMethod: post, format: json}
    onfailure:
    - email: {recipients: ops@example.org, subject: Failed, attachLog: true, attachLogInFile: true}
    - plugin: {type: HttpNotification, configuration: {key: 1}}
    onstart: {plugin: [{type: HttpNotification}, {type: HttpNotificationPlugin, configuration: {}}]}
  nodefilters:
    filter: 'tags: web !name: web9'
    filterExclude: 'name: \${option.stage}'
    dispatch: {threadcount: '\${option.port}', keepgoing: true, excludePrecedence: true, rankAttribute: rank, rankOrder: descending, successOnEmptyNodeFilter: true}
  nodesSelectedByDefault: true
  orchestrator: {type: subset, configuration: {count: '2'}}
  options:
  - {name: stage, label: Stage, required: true, enforced: true, values: [test, live], value: test, sortValues: true}
  - {name: port, regex: '\\d+', value: '2'}
  - {name: day, isDate: true, dateFormat: YYYY-MM-DD, value: '\${DATE:yyyy-MM-dd}'}
  - {name: hosts, multivalued: true, delimiter: ',', multivalueAllSelected: true, valuesUrl: 'https://example.org/\${option.stage.value}'}
  - {name: key, secure: true, valueExposed: true, storagePath: keys/db, hidden: true}
  - {name: upload, type: file, config: {x: y}}
  sequence:
    keepgoing: true
    strategy: sequential
    pluginConfig:
      LogFilter: [{type: mask-passwords, config: {replacement: '*'}}]
    commands:
    - exec: echo \${option.stage} \${node.name} \${data.version@web1}
      description: Say it
      plugins: {LogFilter: [{type: key-value-data, config: {logData: true}}]}
      errorhandler: {script: 'echo "$RD_RESULT_REASON"', keepgoingOnSuccess: true}
    - script: cat '@file.upload@'
      args: \${option.port}
      scriptInterpreter: sudo -u app bash \${scriptfile}
      interpreterArgsQuoted: false
      fileExtension: .sh
    - {scriptfile: /opt/run.sh, args: -v, expandTokenInScriptFile: true}
    - {scripturl: 'https://example.org/run.sh', checksum: 'sha256:${'0'.repeat(64)}', maxBytes: 1000}
    - jobref:
        group: g
        name: n
        project: p
        uuid: u
        useName: 'true'
        args: -o \${option.stage}
        nodeStep: 'true'
        importOptions: true
        failOnDisable: true
        childNodes: true
        ignoreNotifications: true
        nodefilters: {filter: 'tags: db', dispatch: {threadcount: 2, keepgoing: true, rankAttribute: r, rankOrder: descending, nodeIntersect: true}}
    - {nodeStep: true, type: copyfile, configuration: {sourcePath: /a, destinationPath: /b}}
    - type: conditional
      nodeStep: true
      conditionGroups: [[{key: '\${option.stage}', operator: '==', value: live}]]
      subSteps: [{exec: echo live, errorhandler: {exec: id}}]
- name: the rest
  priority: 9
  runnerSelector: {filter: 'linux,db', runnerFilterMode: TAGS, runnerFilterType: TAG_FILTER_OR}
  runnerFilterEditable: true
  executionEnabled: false
  scheduleEnabled: false
  nodeFilterEditable: false
  plugins: {ExecutionLifecycle: null}
  defaultTab: output
  excludeFilterUncheck: true
  user: ann
  createdBy: ann
  lastModifiedBy: bob
  created: '2026-01-01T00:00:00Z'
  lastModified: '2026-01-02T00:00:00Z'
  schedule: {crontab: '0 30 6 ? * MON *'}
  notification:
    onavgduration: {email: {recipients: ops@example.org, attachLogInline: true}}
    onretryablefailure: {recipients: ops@example.org}
  nodefilters:
    include: {name: web1, hostname: one, tags: web, os-name: Linux, os-family: unix, os-arch: amd64, os-version: '6'}
    exclude: {name: web9}
  options:
  - name: release
    description: The version
    valuesUrl: https://example.org/releases
    remoteUrlAuthenticationType: BASIC
    configRemoteUrl:
      authenticationType: API_KEY
      username: ann
      passwordStoragePath: keys/password
      keyName: X-Key
      tokenStoragePath: keys/token
      apiTokenReporter: HEADER
      jsonFilter: $.items
    sortIndex: 1
  - {name: stage, values: test;live, valuesListDelimiter: ;, sortIndex: 2}
  sequence:
    pluginConfig: {WorkflowStrategy: {node-first: null}}
    commands:
    - {exec: id, pty: true}
    - type: conditional
      nodeStep: true
      invertLogic: true
      conditionGroups: [[{key: '\${option.stage}', operator: '==', value: live}]]
      subSteps: [{exec: echo test}]
- name: monthly
  schedule: {time: {hour: '06', minute: '30', seconds: '0'}, month: '*', year: '*', dayofmonth: {day: '1'}}
  sequence: {commands: [{exec: id}]}
`;

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

  it('reports nothing for executed keys, in any place', () => {
    assert.deepEqual(problems(EVERYTHING), []);
  });

  it('is tested with every key that has an effect', () => {
    const used = new Set(usedKeys('job', parse(EVERYTHING)));
    const missing = KNOWN_KEYS.filter(({ status }) => status !== 'ignored')
      .map(({ place, key }) => `${place}.${key}`)
      .filter((name) => !used.has(name));
    assert.deepEqual(missing, []);
  });

  it('warns of keys without effect and names the remedy, unless the value is empty', () => {
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
      '2:3: warning: "schedules" is kept, and does nothing here. Give the job a "schedule" of its own. [not-executed]',
      '3:13: warning: "ExecutionLifecycle" is kept, and does nothing here. Use error handlers and notifications. [not-executed]',
      '4:23: warning: "optionValuesPluginType" is kept, and does nothing here. Give it "values" or "valuesUrl". [not-executed]',
      '5:38: warning: "passSecureInput" is kept, and does nothing here. Read the option from its variable RD_OPTION_…, with valueExposed: true. [not-executed]',
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
    const found = problems(text).map((line) => line.replace(/ As it is, .*/, ''));
    assert.deepEqual(found, [
      '2:39: warning: "threadCount" is not a key of a node dispatch. Did you mean "threadcount"?',
      '2:55: warning: "keepgoin" is not a key of a node dispatch. Did you mean "keepgoing"?',
      '3:21: warning: "hours" is not a key of a time of day. Did you mean "hour"?',
      '4:18: warning: "onsucces" is not a key of notifications. Did you mean "onsuccess"?',
      '4:85: warning: "subjct" is not a key of an e-mail notification. Did you mean "subject"?',
      '6:20: warning: "logFilter" is not a key of a plugin configuration. Did you mean "LogFilter"?',
      '8:50: warning: "nodeIntersects" is not a key of a node dispatch of a job reference. Did you mean "nodeIntersect"?',
      '9:32: warning: "keepgoingOnSucces" is not a key of a step. Did you mean "keepgoingOnSuccess"?',
      '11:35: warning: "operater" is not a key of a condition. Did you mean "operator"?',
      '12:29: warning: "errorHandler" is not a key of a step. Did you mean "errorhandler"?',
    ]);
  });

  it('warns of keys that the format does not know, and suggests the right key', () => {
    assert.deepEqual(
      problems(
        `- name: a\n  logLevel: x\n  gruop: 1\n  zzz: 1\n  options: [{name: x, defaultValue: 1}]\n${STEPS}`,
      ),
      [
        '2:3: warning: "logLevel" is not a key of a job. Did you mean "loglevel"? As it is, it changes nothing. [unknown-key]',
        '3:3: warning: "gruop" is not a key of a job. Did you mean "group"? As it is, it changes nothing. [unknown-key]',
        '4:3: warning: "zzz" is not a key of a job. It is kept, and changes nothing. [unknown-key]',
        '5:23: warning: "defaultValue" is not a key of an option. Did you mean "value"? As it is, it changes nothing. [unknown-key]',
      ],
    );
  });

  it('lists each key once, with a description', () => {
    const names = KNOWN_KEYS.map(({ place, key }) => `${place}.${key}`);
    assert.equal(new Set(names).size, names.length);
    assert.ok(KNOWN_KEYS.every(({ description }) => description.endsWith('.')));
  });
});

/** Returns the keys of a value at a place, and of the maps below it, each with its place. */
function usedKeys(place: KeyPlace, value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap((item) => usedKeys(place, item));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, below]) => {
    const inner = placeBelow(place, key);
    return [`${place}.${key}`, ...(inner === undefined ? [] : usedKeys(inner, below))];
  });
}

function problems(text: string, options: CheckOptions = { format: 'yaml' }): string[] {
  return checkJobs(text, options).problems.map(formatProblem);
}
