import assert from 'node:assert/strict';
import fc from 'fast-check';
import { anyDefinition } from '../format/testing/any-job.ts';
import type { Problem } from '../source/problem.ts';
import type { SourcePath } from '../source/source-value.ts';
import { checkJobs } from './check-jobs.ts';

describe('the check of a job with an error', () => {
  it('reports the warnings of all other parts of the job', () => {
    const text = `- name: a
  loglevel: INF
  timeout: 3 fortnights
  options:
  - {name: x, required: maybe}
  - {name: y, valueExposed: true}
  - label: nameless
  sequence:
    commands:
    - exec: echo \${x}
    - {script: df, maxBytes: many, args: -h, plugins: {LogFilter: [{type: [a]}, {type: odd}]}}
    - {exec: id, script: id}
    - {exec: id, args: -v}
  notification: {onstart: {email: {subject: a}}, onfailure: {urls: '\${b}'}}
`;
    assert.deepEqual(found(text), [
      '2 error invalid-value 0.loglevel',
      '3 warning unknown-unit 0.timeout',
      '5 error invalid-value 0.options.0.required',
      '6 warning no-effect 0.options.1.valueExposed',
      '7 error missing-key 0.options.2.name',
      '10 warning blank-reference 0.sequence.commands.0.exec',
      '11 error invalid-value 0.sequence.commands.1.maxBytes',
      '11 error invalid-value 0.sequence.commands.1.plugins.LogFilter.0.type',
      '11 warning log-filter 0.sequence.commands.1.plugins.LogFilter.1.type',
      '12 error invalid-job 0.sequence.commands.2.script',
      '13 warning no-effect 0.sequence.commands.3.args',
      '14 error missing-key 0.notification.onstart.email.recipients',
      '14 warning blank-reference 0.notification.onfailure.urls',
    ]);
  });

  it('reports the warnings of a job without a name or without steps', () => {
    const option = '  options: [{name: x, valueExposed: true}]\n';
    assert.deepEqual(found(`- group: a\n${option}  sequence: {commands: [{exec: id, args: -v}]}\n`), [
      '1 error missing-key 0.name',
      '2 warning no-effect 0.options.0.valueExposed',
      '3 warning no-effect 0.sequence.commands.0.args',
    ]);
    assert.deepEqual(found(`- name: a\n${option}`), [
      '1 error missing-key 0.sequence',
      '2 warning no-effect 0.options.0.valueExposed',
    ]);
    assert.deepEqual(found('- name: a\n  sequence: {strategy: odd, commands: []}\n'), [
      '2 warning unknown-strategy 0.sequence.strategy',
      '2 error invalid-value 0.sequence.commands',
    ]);
  });

  it('accepts a reference to an option that has an error', () => {
    const job = (options: string) =>
      `- name: a\n  options: ${options}\n  sequence: {commands: [{exec: 'echo \${option.x}'}]}\n`;
    assert.deepEqual(found(job('[{name: x, required: maybe}]')), [
      '2 error invalid-value 0.options.0.required',
    ]);
    assert.deepEqual(found(job('[{name: x}, {name: x}]')), ['2 error invalid-job 0.options.1.name']);
    assert.deepEqual(found(job('{x: {secure: maybe}}')), ['2 error invalid-value 0.options.0.secure']);
    assert.deepEqual(found(job('[{nmae: x}]')), ['2 error missing-key 0.options.0.name']);
    assert.deepEqual(found(job('x')), ['2 error invalid-value 0.options']);
    assert.deepEqual(found(job('[{name: z, required: maybe}]')), [
      '2 error invalid-value 0.options.0.required',
      '3 warning blank-reference 0.sequence.commands.0.exec',
    ]);
  });

  it('reports no warning that only the error causes', () => {
    const steps = 'sequence: {commands: [{exec: id}]}';
    const cases = [
      `orchestrator: {type: subset, configuration: {count: 1}}, nodefilters: {filter: [a]}, ${steps}`,
      `orchestrator: {type: subset, configuration: x}, nodefilters: {filter: a}, ${steps}`,
      `maxMultipleExecutions: 3, multipleExecutions: maybe, ${steps}`,
      `options: [{name: x, enforced: true, values: [[]], value: b}], ${steps}`,
      `options: [{name: x, secure: maybe, valueExposed: true}], ${steps}`,
      `options: [{name: x, required: true, hidden: true, storagePath: [keys/a]}], ${steps}`,
      'options: [{name: x, type: [file]}], sequence: {commands: [{script: "@option.x@ @file.x@"}]}',
      'sequence: {strategy: [ruleset], commands: [{exec: id, errorhandler: {jobref: {name: b}}}]}',
      'sequence: {strategy: ruleset, pluginConfig: x, commands: [{exec: id}]}',
      'sequence: {commands: [{exec: id, errorhandler: {type: copyfile, nodeStep: maybe, configuration: {sourcePath: a, destinationPath: b}}}]}',
      'sequence: {commands: [{type: copyfile, nodeStep: true, configuration: x}]}',
      'sequence: {commands: [{script: "@data.x@", scriptInterpreter: [python3]}]}',
      'sequence: {commands: [{exec: id, plugins: {LogFilter: [{type: highlight-output, config: x}]}}]}',
      `schedule: {time: {hour: [23]}, month: '1', dayofmonth: {day: '1'}, year: '2000'}, ${steps}`,
    ];
    for (const text of cases) {
      const all = found(`- {name: a, ${text}}\n`);
      assert.deepEqual(
        all.filter((line) => !line.includes(' error invalid-')),
        [],
        text,
      );
      assert.equal(all.length, 1, text);
    }
  });

  it('adds no warnings for an invalid value, and keeps the warnings about options and steps that do not contain the value', () => {
    const now = Date.UTC(2026, 0, 1);
    const check = (definition: unknown) =>
      checkJobs(JSON.stringify(definition), { format: 'json', now }).problems;
    fc.assert(
      fc.property(anyDefinition(), fc.nat(), (definition, seed) => {
        const before = check(definition);
        const places = placesIn(definition, []);
        const place = places[seed % places.length] ?? [];
        const after = check(replacedAt(definition, place, INVALID));
        if (!after.some(({ severity, code }) => severity === 'error' && SCHEMA_CODES.has(code))) return;
        const known = new Set(before.map(keyOf));
        const kept = new Set(after.map(keyOf));
        const added = after.filter(
          (problem) => !SCHEMA_CODES.has(problem.code) && !known.has(keyOf(problem)),
        );
        assert.deepEqual(added, [], place.join('.'));
        const [first] = place;
        if (first === 'options' || first === 'sequence') return;
        const lost = before.filter(
          ({ path, code }) => (path[1] === 'options' || path[1] === 'sequence') && !DEPENDS_ON_JOB.has(code),
        );
        assert.deepEqual(
          lost.filter((problem) => !kept.has(keyOf(problem))),
          [],
          place.join('.'),
        );
      }),
      { numRuns: 300 },
    );
  });
});

/** A value that almost no key accepts. */
const INVALID = [[]];
const SCHEMA_CODES = new Set(['missing-key', 'invalid-value', 'invalid-job']);
/** Warnings about options or steps that depend on other keys of the job. */
const DEPENDS_ON_JOB = new Set(['scheduled-without-value']);

function keyOf({ severity, code, path, message }: Problem): string {
  return JSON.stringify([severity, code, path, message]);
}

/** Returns the paths of all values below a value. */
function placesIn(value: unknown, path: SourcePath): SourcePath[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, below]) => {
    const place = [...path, Array.isArray(value) ? Number(key) : key];
    return [place, ...placesIn(below, place)];
  });
}

function replacedAt(value: unknown, [first, ...rest]: SourcePath, replacement: unknown): unknown {
  if (first === undefined) return replacement;
  if (Array.isArray(value))
    return value.map((item, index) => (index === first ? replacedAt(item, rest, replacement) : item));
  return Object.fromEntries(
    Object.entries(value ?? {}).map(([key, below]) => [
      key,
      key === first ? replacedAt(below, rest, replacement) : below,
    ]),
  );
}

function found(text: string): string[] {
  return checkJobs(text, { format: 'yaml', now: Date.UTC(2026, 0, 1) }).problems.map(
    ({ line, severity, code, path }) => `${line} ${severity} ${code} ${path.join('.')}`,
  );
}
