import assert from 'node:assert/strict';
import fc from 'fast-check';
import { checkJobs } from '../checks/check-jobs.ts';
import { selectorOf } from '../format/runner-selector.ts';
import { setRunnerFilter, setRunnerSelector, withIdentity } from './edit-job-text.ts';

const TAGGED = `# nightly
- name: backup   # the name
  runnerSelector:
    # where it runs
    filter: db   # one tag
    runnerFilterMode: TAGS
    runnerFilterType: TAG_FILTER_AND
    note: kept
  # the steps
  sequence:
    commands:
      - script: |
          # no comment
          echo "a:  b"   
      - exec: "long \\
          line"
  options: [{name: x,   value: 'y'}]
# the end
`;
const DB_OR_EU = selectorOf({ mode: 'TAGS', type: 'TAG_FILTER_OR', tags: ['db', 'EU '] });
const LOCAL = selectorOf({ mode: 'LOCAL', type: 'LOCAL_RUNNER', tags: [] });

describe('setting the runner selector in the text of a job', () => {
  it('replaces the values of the selector and leaves the rest of the text unchanged', () => {
    const expected = TAGGED.replace('filter: db', "filter: 'db,eu'").replace('FILTER_AND', 'FILTER_OR');
    assert.equal(setRunnerSelector(TAGGED, DB_OR_EU), expected);
  });

  it('drops the filter for the Local Runner', () => {
    const expected = TAGGED.replace('    filter: db   # one tag\n', '')
      .replace('Mode: TAGS', 'Mode: LOCAL')
      .replace('TAG_FILTER_AND', 'LOCAL_RUNNER');
    assert.equal(setRunnerSelector(TAGGED, LOCAL), expected);
  });

  it('removes the selector', () => {
    const start = TAGGED.indexOf('  runnerSelector');
    const end = TAGGED.indexOf('  # the steps');
    assert.equal(setRunnerSelector(TAGGED, undefined), TAGGED.slice(0, start) + TAGGED.slice(end));
  });

  it('adds a selector in front of the steps', () => {
    const untagged = setRunnerSelector(TAGGED, undefined);
    const lines =
      "  runnerSelector:\n    filter: 'db,eu'\n    runnerFilterMode: TAGS\n    runnerFilterType: TAG_FILTER_OR\n";
    assert.equal(
      setRunnerSelector(untagged, DB_OR_EU),
      untagged.replace('  # the steps', `${lines}  # the steps`),
    );
  });

  it('removes the wrong key filterMode from the selector', () => {
    const text =
      'name: a\nrunnerSelector:\n  filter: x\n  filterMode: TAGS\nsequence: {commands: [{exec: id}]}\n';
    const edited = setRunnerSelector(text, DB_OR_EU);
    assert.doesNotMatch(edited, /filterMode: TAGS/);
    assert.deepEqual(checkJobs(edited, { format: 'yaml' }).problems, []);
  });

  it('sets and removes the selector in block and flow maps', () => {
    for (const text of [
      '{name: a, sequence: {commands: [{exec: id}]}} # one\n',
      '- {"name": "a", "sequence": {"commands": [{"exec": "id"}]}}',
      'name: a\nrunnerSelector: {filter: old} # one\nsequence: {commands: [{exec: id}]}',
      'name: a\nrunnerSelector:\n  filter:\n    - old\n    - older\nsequence: {commands: [{exec: id}]}',
      '- runnerSelector:\n    filter: old\n  name: a\n  sequence: {commands: [{exec: id}]}',
      '- sequence: {commands: [{exec: id}]}\n  name: a',
      'name: a\nrunnerSelector:\nsequence: {commands: [{exec: id}]}',
      '---\nname: a\nsequence: {commands: [{exec: id}]}\n...\n---\n',
      'x: &s {filter: old}\nname: a\nrunnerSelector: *s\nsequence: {commands: [{exec: id}]}',
    ]) {
      assert.deepEqual(parsed(setRunnerSelector(text, DB_OR_EU)).runnerSelector, DB_OR_EU, text);
      assert.equal(parsed(setRunnerSelector(text, undefined)).runnerSelector, undefined, text);
    }
  });

  it('keeps the line endings of the file', () => {
    const text = 'name: a\r\nsequence:\r\n  commands:\r\n    - exec: id\r\n';
    assert.doesNotMatch(setRunnerSelector(text, DB_OR_EU), /[^\r]\n/);
  });

  it('quotes tags that YAML would otherwise not read as text', () => {
    fc.assert(
      fc.property(
        fc.array(fc.stringMatching(/^[a-z0-9._-]{1,8}$/), { minLength: 1, maxLength: 4 }),
        (tags) => {
          const selector = selectorOf({ mode: 'TAGS', type: 'TAG_FILTER_AND', tags: ['no', ...tags] });
          assert.deepEqual(parsed(setRunnerSelector(TAGGED, selector)).runnerSelector, {
            ...selector,
            note: 'kept',
          });
        },
      ),
    );
  });

  it('requires the text of a single job', () => {
    assert.throws(() => setRunnerSelector('- name: a\n- name: b\n', LOCAL), { code: 'job-invalid' });
    assert.throws(() => setRunnerSelector('name: [', LOCAL), { code: 'job-invalid' });
    assert.throws(() => setRunnerSelector('', LOCAL), { code: 'job-invalid' });
  });
});

describe('replacing the filter in the selector of a job', () => {
  it('leaves quotes, comments and other keys unchanged', () => {
    const typed = TAGGED.replace('filter: db ', 'filter: "db and  not eu" ');
    assert.equal(setRunnerFilter(typed, 'sql and  not eu'), typed.replace('db and', 'sql and'));
    const braces = '{name: a, runnerSelector: {filter: db or eu, x: 1}, sequence: {commands: [{exec: id}]}}';
    assert.equal(setRunnerFilter(braces, 'db or us'), braces.replace('eu', 'us'));
    assert.equal(setRunnerFilter(TAGGED, 'sql'), TAGGED.replace('filter: db', 'filter: sql'));
    const block = TAGGED.replace('filter: db   # one tag', 'filter: |-\n      db\n      and eu');
    assert.equal(parsed(setRunnerFilter(block, 'sql\nand eu')).runnerSelector?.filter, 'sql\nand eu');
  });

  it('writes a text that parses to the new filter, for several YAML forms of the old one', () => {
    for (const text of [
      'name: a\nrunnerSelector:\n  filter: >-\n    db\n    and eu\nsequence: {commands: [{exec: id}]}',
      'name: a\nrunnerSelector:\n  filter:\n    - old\n    - older\nsequence: {commands: [{exec: id}]}',
      'x: &s {filter: old}\nname: a\nrunnerSelector: *s\nsequence: {commands: [{exec: id}]}',
      "name: a\nrunnerSelector:\n  filter: it's\nsequence: {commands: [{exec: id}]}",
    ])
      for (const filter of ['no', '1.5', 'db and eu', 'not "x y" or a*', '"and"'])
        assert.equal(parsed(setRunnerFilter(text, filter)).runnerSelector?.filter, filter, text);
  });
});

describe('setting the identity in the text of a job', () => {
  it('adds missing keys, and replaces present ones', () => {
    const uuid = '1b4e28ba-2fa1-11d2-883f-0016d3cca427';
    const given = withIdentity(TAGGED, { uuid });
    assert.equal(parsed(given).uuid, uuid);
    assert.equal(given.replace(`  uuid: '${uuid}'\n  id: '${uuid}'\n`, ''), TAGGED);
    assert.equal(withIdentity(given, { uuid }), given);
    assert.equal(parsed(withIdentity(given, { uuid: 'other' })).uuid, 'other');
  });
});

function parsed(text: string) {
  const { jobs, problems } = checkJobs(text, { format: 'yaml' });
  const [only] = jobs;
  assert.ok(only !== undefined && jobs.length === 1, JSON.stringify(problems));
  return only.job;
}
