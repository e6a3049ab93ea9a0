import assert from 'node:assert/strict';
import { readBlocks } from './block-tree.ts';
import { asksForNodes, type Completion, completionsAt } from './completion.ts';
import type { CoordinatorFacts } from './coordinator-facts.ts';

const FACTS: CoordinatorFacts = {
  project: 'ops',
  tags: [
    { tag: 'db', runners: 3, healthy: 2 },
    { tag: 'eu', runners: 1, healthy: 1 },
    { tag: 'old', runners: 0, healthy: 0 },
  ],
  jobs: [
    { id: 'id-1', project: 'ops', group: 'web/eu', name: 'deploy' },
    { id: 'id-2', project: 'ops', group: '', name: 'clean' },
    { id: 'id-3', project: 'other', group: 'far', name: 'away' },
  ],
  keys: ['keys/db/password', 'keys/web'],
  nodes: [
    { nodename: 'web1', tags: 'web, prod', osFamily: 'unix', rank: '1' },
    { nodename: 'db1', tags: 'db, prod', osFamily: 'unix' },
  ],
};

/** Returns the position of a marker in a text, and the text without the marker. */
function at(marked: string, mark = '|'): { text: string; position: { line: number; column: number } } {
  const before = marked.slice(0, marked.indexOf(mark)).split('\n');
  const position = { line: before.length - 1, column: before.at(-1)?.length ?? 0 };
  return { text: marked.replace(mark, ''), position };
}

function completed(marked: string, facts = FACTS, mark = '|'): readonly Completion[] {
  const { text, position } = at(marked, mark);
  return completionsAt(readBlocks(text), position, facts).items;
}

const offered = (marked: string) =>
  completed(marked).map(({ label, detail }) => (detail === '' ? label : `${label} (${detail})`));

/** Returns the text after the completion with a label is accepted. */
function accepted(marked: string, label: string): string {
  const { text } = at(marked);
  const item = completed(marked).find((it) => it.label === label);
  assert.ok(item, `${label} is not offered`);
  const { start, end } = item.range;
  const lines = text.split('\n');
  const line = lines[start.line] ?? '';
  lines[start.line] = line.slice(0, start.column) + item.insert + line.slice(end.column);
  if (item.lineAbove !== undefined)
    lines.splice(item.lineAbove.line, 0, item.lineAbove.text.replace('\n', ''));
  return lines.join('\n');
}

const job = (rest: string) => `- name: first
  options:
  - name: elsewhere
- name: a
  options:
  - name: where
    description: The region
  - name: my-pass
    secure: true
  - {name: flow}
${rest}`;
const step = (rest: string) => job(`  sequence:\n    commands:\n    - ${rest}`);

describe('completionsAt', () => {
  describe('for references to options', () => {
    it('offers the options of this job in a command', () => {
      assert.deepEqual(offered(step('exec: echo ${op|')), [
        '${option.where} (The region)',
        '${option.my-pass} (secure and not exposed: blank in steps)',
        '${option.flow}',
      ]);
    });

    it('offers the expression and the variable of an option after a dollar sign in a command', () => {
      const labels = completed(step('exec: echo $|')).map(({ label }) => label);
      assert.ok(labels.includes('${option.where}') && labels.includes('$RD_OPTION_MY_PASS'));
    });

    it('offers tokens and variables in a script, and no expressions', () => {
      const script = (typed: string) => step(`script: |-\n        #!/bin/sh\n        ${typed}`);
      const labels = (typed: string) => completed(script(typed), FACTS, '¦').map(({ label }) => label);
      assert.deepEqual(labels('echo @¦'), ['@option.where@', '@option.my-pass@', '@option.flow@']);
      assert.deepEqual(labels('echo $¦'), ['$RD_OPTION_WHERE', '$RD_OPTION_MY_PASS', '$RD_OPTION_FLOW']);
      assert.deepEqual(labels('echo "${RD_¦"')[0], '${RD_OPTION_WHERE}');
      assert.deepEqual(labels('mail me@¦')[0], '@option.where@');
      assert.deepEqual(labels('echo @@¦'), []);
    });

    it('replaces the whole reference at the cursor, including its closing brace', () => {
      assert.match(
        accepted(step('exec: echo ${opt|ion.x} y'), '${option.where}'),
        /exec: echo \$\{option\.where\} y$/,
      );
      assert.match(
        accepted(step('exec: echo "${|"'), '${option.where}'),
        /exec: echo "\$\{option\.where\}"$/,
      );
      assert.match(
        accepted(step('exec: a ${RD_|} b'), '${RD_OPTION_FLOW}'),
        /exec: a \$\{RD_OPTION_FLOW\} b$/,
      );
    });

    it('adds .value in the URL of option values', () => {
      assert.deepEqual(
        completed('name: a\noptions:\n- name: x\n- name: y\n  valuesUrl: http://h/${|').map(
          ({ label }) => label,
        ),
        ['${option.x.value}', '${option.y.value}'],
      );
    });

    it('offers the options in a condition of a rule', () => {
      const rules = 'sequence:\n  pluginConfig:\n    WorkflowStrategy:\n      ruleset:\n        rules: ';
      const labels = completed(`name: a\noptions:\n- name: x\n${rules}'[2] if:op|'`).map(
        ({ label }) => label,
      );
      assert.deepEqual(labels, ['option.x']);
    });

    it('offers nothing in a description', () => {
      assert.deepEqual(offered(step('description: say ${|')), []);
    });
  });

  it('offers enumerations and booleans of the job format', () => {
    assert.deepEqual(offered('name: a\nloglevel: |'), ['DEBUG', 'VERBOSE', 'INFO', 'WARN', 'ERROR']);
    assert.deepEqual(offered('name: a\nmultipleExecutions: t|'), ['true']);
    assert.deepEqual(offered('name: a\nrunnerSelector: {runnerFilterMode: |}'), ['TAGS', 'FILTER', 'LOCAL']);
    assert.ok(offered('name: a\nsequence:\n  strategy: n|').includes('node-first'));
    assert.ok(offered(step('type: w|')).includes('wait (Wait)'));
  });

  it('inserts the space that is missing after a colon', () => {
    assert.equal(accepted('name: a\nloglevel:|', 'WARN'), 'name: a\nloglevel: WARN');
  });

  it('offers runner tags with the number of healthy runners, and replaces only the tag', () => {
    assert.deepEqual(offered('name: a\nrunnerSelector:\n  filter: |'), [
      'db (3 runners, 2 healthy)',
      'eu (1 runner, 1 healthy)',
      'old (no runners)',
    ]);
    assert.equal(
      accepted('name: a\nrunnerSelector:\n  filter: db,e|x,y', 'eu'),
      'name: a\nrunnerSelector:\n  filter: db,eu,y',
    );
    assert.equal(
      accepted('name: a\nrunnerSelector:\n  filter: [db, |]', 'eu'),
      'name: a\nrunnerSelector:\n  filter: [db, eu]',
    );
    assert.equal(
      accepted('name: a\nrunnerSelector:\n  filter:\n  - d|', 'db'),
      'name: a\nrunnerSelector:\n  filter:\n  - db',
    );
  });

  it('offers the jobs of the project for a reference, and writes the group above the name', () => {
    assert.deepEqual(offered(step('jobref:\n        name: |')), ['web/eu/deploy (ops)', 'clean (ops)']);
    assert.match(
      accepted(step('jobref:\n        name: dep|'), 'web/eu/deploy'),
      /jobref:\n {8}group: web\/eu\n {8}name: deploy$/,
    );
    assert.deepEqual(offered(step('jobref:\n        group: web/eu\n        name: |')), ['deploy']);
    assert.match(accepted(step('jobref:\n        uuid: |'), 'clean'), /uuid: id-2$/);
    assert.deepEqual(offered(step('jobref:\n        project: other\n        group: |')), ['far']);
  });

  it('offers key paths', () => {
    assert.deepEqual(offered('name: a\noptions:\n- name: x\n  storagePath: keys/d|'), ['keys/db/password']);
  });

  it('offers attributes and names of nodes in a node filter, and values after an attribute', () => {
    const filter = (text: string) => offered(`name: a\nnodefilters:\n  filter: ${text}`);
    assert.deepEqual(filter('|'), [
      'name: (2 nodes)',
      'osFamily: (2 nodes)',
      'rank: (1 node)',
      'tags: (2 nodes)',
      'db1 (node)',
      'web1 (node)',
    ]);
    assert.deepEqual(filter('"tags: |"'), ['db (1 node)', 'prod (2 nodes)', 'web (1 node)']);
    assert.deepEqual(filter("'tags: prod+w|'"), ['web (1 node)']);
    assert.deepEqual(filter("'tags: prod !name: |'"), ['db1 (1 node)', 'web1 (1 node)']);
    assert.deepEqual(offered('name: a\nnodefilters:\n  dispatch:\n    rankAttribute: ra|'), [
      'rank (1 node)',
    ]);
  });

  it('offers names of months and days in a crontab and in the fields of a schedule', () => {
    assert.deepEqual(offered('name: a\nschedule:\n  crontab: 0 0 0 ? J|'), [
      'JAN (month 1)',
      'JUN (month 6)',
      'JUL (month 7)',
    ]);
    assert.deepEqual(offered('name: a\nschedule:\n  crontab: 0 0 0 ? * MON-F|'), ['FRI (day of week 6)']);
    assert.deepEqual(offered('name: a\nschedule:\n  weekday:\n    day: s|'), [
      'SUN (day of week 1)',
      'SAT (day of week 7)',
    ]);
  });

  it('offers time zones', () => {
    assert.deepEqual(offered('name: a\ntimeZone: Europe/Berl|'), ['Europe/Berlin']);
  });

  it('limits the items to 500, and reports the list as incomplete', () => {
    const jobs = Array.from({ length: 1000 }, (_, index) => ({
      id: `id-${index}`,
      project: 'ops',
      group: '',
      name: `job ${index}`,
    }));
    const { text, position } = at(step('jobref:\n        uuid: |'));
    const { items, isIncomplete } = completionsAt(readBlocks(text), position, { ...FACTS, jobs });
    assert.equal(items.length, 500);
    assert.equal(isIncomplete, true);
  });

  it('offers nothing outside of values', () => {
    assert.deepEqual(offered('na|me: a'), []);
    assert.deepEqual(offered('|'), []);
    assert.deepEqual(offered('name: a\n# loglevel: |'), []);
  });
});

describe('asksForNodes', () => {
  it('is true in a node filter, and false in a runner filter', () => {
    const asks = (marked: string) => asksForNodes(readBlocks(at(marked).text), at(marked).position);
    assert.equal(asks('name: a\nnodefilters:\n  filter: |'), true);
    assert.equal(asks('name: a\nrunnerSelector:\n  filter: |'), false);
  });
});
