import assert from 'node:assert/strict';
import { readBlocks } from './block-tree.ts';
import type { JobFact } from './coordinator-facts.ts';
import { jobsIn } from './job-blocks.ts';
import { jobReferenceAt, jobTarget } from './job-target.ts';
import { occurrencesAt } from './option-occurrences.ts';
import { jobNameProblem, namedJobAt, referencesToJob } from './rename-job.ts';
import { renameOption } from './rename-option.ts';

const FILE = `- name: deploy
  group: web
  description: \${option.where} in prose stays
  options:
  - name: where
    required: true
  - {name: what.else, valuesUrl: 'http://h/\${option.where.value}/\${option.name}'}
  - name: doc
    type: file
  nodefilters:
    filter: 'region: \${option.where}'
  sequence:
    strategy: ruleset
    pluginConfig:
      WorkflowStrategy:
        ruleset:
          rules: |-
            [*] if:option.where==eu
            [2] unless:!option.doc
    commands:
    - exec: echo \${option.where} "\${unquotedoption.where}" $RD_OPTION_WHERE \${option.whereabouts}
    - script: |
        echo @option.where@ $RD_OPTION_WHAT_ELSE "\${RD_OPTION_WHERE}" @file.doc.fileName@ $RD_FILE_DOC_SHA
        cat @file.doc@
    - type: http
      configuration:
        remoteUrl: http://h/\${option.where}
    - conditionGroups:
      - - key: \${option.where}
          value: eu
      subSteps:
      - exec: "true"
- name: all
  options:
  - name: where
  sequence:
    commands:
    - jobref: {group: web, name: deploy, args: '-where \${option.where} -what.else x'}
    - jobref:
        name: stored
`;
const tree = readBlocks(FILE);
const lines = FILE.split('\n');

/** Returns the position within the n-th occurrence of a text, from 0. */
function at(text: string, offset = 0, nth = 0): { line: number; column: number } {
  const before = FILE.split(text)
    .slice(0, nth + 1)
    .join(text);
  const line = before.split('\n').length - 1;
  return { line, column: before.length - (before.lastIndexOf('\n') + 1) + offset };
}

const found = (position: { line: number; column: number }) =>
  occurrencesAt(tree, position).map(
    ({ range: { start, end } }) =>
      `${start.line + 1}: ${(lines[start.line] ?? '').slice(start.column, end.column)}`,
  );

const WHERE = [
  '5: where',
  '7: where',
  '11: where',
  '18: where',
  '21: where',
  '21: where',
  '21: WHERE',
  '23: where',
  '23: WHERE',
  '27: where',
  '29: where',
  '38: where',
];

describe('occurrencesAt', () => {
  it('finds every occurrence of an option, from its definition and from its references', () => {
    assert.deepEqual(found(at('where\n')), WHERE);
    assert.deepEqual(found(at('option.where}', 8, 2)), WHERE);
    assert.deepEqual(found(at('$RD_OPTION_WHERE', 12)), WHERE);
    assert.deepEqual(found(at("'-where", 2)), WHERE);
  });

  it('finds uploaded files by their names and variables', () => {
    assert.deepEqual(found(at('name: doc', 6)), ['8: doc', '19: doc', '23: doc', '23: DOC', '24: doc']);
  });

  it('does not mix options of the same name in different jobs', () => {
    assert.deepEqual(found(at('- name: where', 8, 1)), ['35: where', '38: where']);
  });

  it('finds nothing outside of references', () => {
    assert.deepEqual(found(at('in prose')), []);
    assert.deepEqual(found(at('whereabouts', 2)), []);
  });
});

describe('renameOption', () => {
  const renamed = (name: string, position = at('where\n')) => {
    const renaming = renameOption(tree, position, name);
    if (renaming.kind === 'problem') return renaming.problem;
    const edited = [...lines];
    for (const { range, text } of renaming.changes.toReversed()) {
      const line = edited[range.start.line] ?? '';
      edited[range.start.line] = line.slice(0, range.start.column) + text + line.slice(range.end.column);
    }
    return edited.join('\n');
  };

  it('renames the definition, references, variables and arguments', () => {
    const text = renamed('target-region');
    assert.equal(text.match(/target-region/g)?.length, 10);
    assert.match(text, /\$RD_OPTION_TARGET_REGION \$\{option\.whereabouts\}/);
    assert.match(text, /"\$\{RD_OPTION_TARGET_REGION\}"/);
    assert.match(text, /\$\{option\.target-region\.value\}\/\$\{option\.name\}/);
    assert.match(text, /\$\{option\.where\} in prose stays/);
    assert.match(text, /args: '-target-region \$\{option\.where\} -what\.else x'/);
  });

  it('refuses a name that is invalid, is taken, or maps to the variable of another option', () => {
    assert.match(renamed('doc'), /^The job already has an option "doc"/);
    assert.match(renamed('two words'), /^"two words" cannot be the name/);
    assert.match(renamed('WHAT-ELSE'), /would share the variable RD_OPTION_WHAT_ELSE/);
    assert.match(renamed('x', at('in prose')), /^There is no option here/);
  });
});

describe('namedJobAt, referencesToJob and jobNameProblem', () => {
  const jobAt = (position: { line: number; column: number }) => namedJobAt(tree, position)?.job;
  const deploy = jobAt(at('name: deploy', 6)) ?? assert.fail('no job');

  it('find a job by its definition and by a reference', () => {
    assert.equal(deploy.line, 0);
    assert.equal(jobAt(at('name: deploy,', 8))?.line, 0);
  });

  it('find no job by a stored name, by other keys, and by the name of an option', () => {
    assert.equal(jobAt(at('name: stored', 7)), undefined);
    assert.equal(jobAt(at('group: web', 8)), undefined);
    assert.equal(jobAt(at('name: where', 7)), undefined);
  });

  it('find the references in the same file and in another file, but not references to other projects', () => {
    const other = readBlocks(`- name: nightly
  sequence:
    commands:
    - jobref: {name: deploy, group: web}
    - jobref: {name: deploy}
    - jobref: {name: deploy, group: web, project: other}
    - conditionGroups: [[{key: option.x, value: y}]]
      subSteps:
      - jobref:
          name: "deploy"
          group: web/
`);
    assert.deepEqual(
      referencesToJob(other, deploy, undefined).map(({ start }) => [start.line, start.column]),
      [
        [3, 21],
        [9, 17],
      ],
    );
    assert.equal(referencesToJob(other, deploy, 'other').length, 3);
    assert.equal(referencesToJob(tree, deploy, undefined).length, 1);
  });

  it('refuse a name that is taken in the group, or that YAML must quote', () => {
    const twice = readBlocks('- name: a\n  sequence: {}\n- name: b\n  sequence: {}\n- name: c\n  group: g\n');
    const [first] = jobsIn(twice);
    assert.ok(first !== undefined);
    assert.equal(jobNameProblem(twice, first, 'c'), undefined);
    assert.equal(jobNameProblem(twice, first, 'b'), 'taken');
    for (const name of ['x: y', 'yes', '12', 'a/b', ' a', '', 'a\n', '- a', 'a #b', '"'])
      assert.equal(jobNameProblem(twice, first, name), 'needs-quotes', name);
    assert.equal(jobNameProblem(twice, first, 'x'.repeat(256)), 'too-long');
  });
});

describe('jobTarget', () => {
  const jobs: JobFact[] = [
    { id: 'id-1', project: 'ops', group: '', name: 'stored' },
    { id: 'id-2', project: 'dev', group: '', name: 'stored' },
  ];
  const target = (position: { line: number; column: number }, project: string | undefined) => {
    const reference = jobReferenceAt(tree, position);
    return reference === undefined ? undefined : jobTarget(tree, reference, jobs, project);
  };

  it('finds a job of the same file', () => {
    const found = target(at('name: deploy,', 7), 'ops');
    assert.ok(found?.kind === 'in-file');
    assert.equal(found.job.line, 0);
  });

  it('finds a stored job of the project', () => {
    assert.deepEqual(target(at('name: stored', 8), 'dev'), { kind: 'stored', job: jobs[1] });
  });

  it('finds no job by an ambiguous name, and none outside of references', () => {
    assert.equal(target(at('name: stored', 8), undefined), undefined);
    assert.equal(target(at('exec: echo', 2), 'ops'), undefined);
  });
});
