import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { checkJobs } from '../checks/check-jobs.ts';
import { readBlocks } from './block-tree.ts';
import { type OutlineSymbol, outlineOf } from './outline.ts';

const EXAMPLES = new URL('../../examples/', import.meta.url);

const drawn = (symbols: readonly OutlineSymbol[], indentation = ''): string[] =>
  symbols.flatMap(({ kind, name, detail, range, children }) => [
    `${indentation}${kind} ${name}${detail === '' ? '' : ` (${detail})`} ${range.start.line}-${range.end.line}`,
    ...drawn(children, `${indentation}  `),
  ]);

describe('outlineOf', () => {
  it('lists jobs, options and steps, with their lines', () => {
    const text = `# two jobs
- name: "backup: all" # nightly
  group: db/nightly
  options:
  - name: where
    required: true
  - {name: flow, required: true, values: [a, "b, c"],
     value: a}
  - description: first
    name: 'what'
  sequence:
    keepgoing: false
    commands:
    - exec: echo "\${option.where}"
    - description: Dump the database
      script: |
        #!/bin/sh
        name: not a key

        - not an item
      errorhandler:
        exec: echo failed
    - jobref:
        group: a/b
        name: other
    - type: conditional.logic
      conditionGroups:
      - - key: a
          value: b
      subSteps:
      - script: |
          #!/bin/sh

          df -h
      - configuration: {seconds: 3}
        type: wait

- name: second
`;
    assert.deepEqual(drawn(outlineOf(readBlocks(text))), [
      'job backup: all (db/nightly) 1-35',
      '  options Options 3-9',
      '    option where (required) 4-5',
      '    option flow (required) 6-7',
      '    option what 8-9',
      '  steps Steps 10-35',
      '    step 1. echo "${option.where}" (exec) 13-13',
      '    step 2. Dump the database (script) 14-21',
      '      handler On error: echo failed (exec) 20-21',
      '    step 3. a/b/other (jobref) 22-24',
      '    step 4. If (conditionGroups) 25-35',
      '      step 4.1. df -h (script) 30-33',
      '      step 4.2. wait (type) 34-35',
      'job second 37-37',
    ]);
  });

  it('selects the name of a job and the action of a step', () => {
    const [job] = outlineOf(readBlocks('name: backup\nsequence:\n  commands:\n  - exec: ls\n'));
    const [steps] = job?.children ?? [];
    assert.deepEqual(job?.selection, { start: { line: 0, column: 6 }, end: { line: 0, column: 12 } });
    assert.deepEqual(steps?.children[0]?.selection, {
      start: { line: 3, column: 4 },
      end: { line: 3, column: 8 },
    });
  });

  it('lists the readable parts of a job that is being typed', () => {
    const text = `- name:
  opti
  options:
  - nam
  - name: "unclosed
  sequence:
    commands:
    -
    - exec: ls
    sc
`;
    assert.deepEqual(drawn(outlineOf(readBlocks(text))), [
      'job Unnamed job 0-9',
      '  steps Steps 5-9',
      '    step 1. Empty step 7-7',
      '    step 2. ls (exec) 8-8',
    ]);
  });

  it('lists the jobs of a JSON file', () => {
    const text = `[
  {
    "name": "a", "options": [{"name": "x", "required": true}],
    "sequence": {"commands": [
      {"exec": "ls {a,b}"},
      {"script": "df"}
    ]}
  },
  {"name": "b"}
]`;
    assert.deepEqual(drawn(outlineOf(readBlocks(text))), [
      'job a 1-7',
      '  options Options 2-2',
      '    option x (required) 2-2',
      '  steps Steps 3-6',
      '    step 1. ls {a,b} (exec) 4-4',
      '    step 2. df (script) 5-5',
      'job b 8-8',
    ]);
  });

  it('is empty for an empty file', () => {
    assert.deepEqual(outlineOf(readBlocks('')), []);
  });

  for (const file of readdirSync(EXAMPLES).filter((name) => name.endsWith('.yaml'))) {
    it(`lists the jobs, options and steps of ${file} as the parser reads them`, () => {
      const text = readFileSync(new URL(file, EXAMPLES), 'utf8');
      const parsed = checkJobs(text, { format: 'yaml' }).jobs.map(({ job, line }) => ({
        name: job.name,
        line,
        options: job.options.map(({ name }) => name),
        steps: job.sequence.commands.length,
      }));
      const outlined = outlineOf(readBlocks(text)).map(({ name, range, children }) => {
        const below = (kind: OutlineSymbol['kind']) =>
          children.find((it) => it.kind === kind)?.children ?? [];
        return {
          name,
          line: range.start.line + 1,
          options: below('options').map((option) => option.name),
          steps: below('steps').length,
        };
      });
      assert.deepEqual(outlined, parsed);
    });
  }
});
