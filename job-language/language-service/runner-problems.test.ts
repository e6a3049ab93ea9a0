import assert from 'node:assert/strict';
import { readBlocks } from './block-tree.ts';
import { runnerProblemsOf } from './runner-problems.ts';

const RUNNERS = [
  { name: 'Local Runner', tags: [], isLocal: true, isHealthy: true },
  { name: 'east', tags: ['lab', 'linux'], isLocal: false, isHealthy: true },
  { name: 'west', tags: ['db'], isLocal: false, isHealthy: false },
];

/** Returns each problem as its marked text and its message. */
function found(selector: string, project?: string): string[] {
  const text = `- name: a\n  runnerSelector:\n${selector}\n`;
  const lines = text.split('\n');
  return runnerProblemsOf(readBlocks(text), RUNNERS, project).map(({ line, column, endColumn, message }) => {
    const marked = lines[line - 1]?.slice(column - 1, endColumn - 1);
    return `${marked}: ${message}`;
  });
}

describe('runnerProblemsOf', () => {
  it('reports each tag that no runner has, with the most similar tag', () => {
    assert.deepEqual(found('    filter: lap'), ['lap: No runner has the tag "lap". Did you mean "lab"?']);
    assert.deepEqual(found('    filter: "linux, lap"'), [
      'lap: No runner has the tag "lap". Did you mean "lab"?',
    ]);
    assert.deepEqual(found('    filter:\n    - lab\n    - windows'), [
      'windows: No runner has the tag "windows". Add the tag to a runner, or change the tags of the job.',
    ]);
  });

  it('names the project if it is known', () => {
    assert.deepEqual(found('    filter: lap', 'ops'), [
      'lap: No runner of project "ops" has the tag "lap". Did you mean "lab"?',
    ]);
  });

  it('suggests a replacement of exactly the marked tag', () => {
    const [problem] = runnerProblemsOf(
      readBlocks('name: a\nrunnerSelector: {filter: Lap}'),
      RUNNERS,
      undefined,
    );
    assert.deepEqual(problem?.suggestion, { instead: 'Lap', text: 'lab' });
  });

  it('reports tags that no single runner has', () => {
    assert.deepEqual(found('    filter: lab,db'), [
      'runnerSelector: No runner has all of these tags. Change the tags of the job or of a runner.',
    ]);
  });

  it('reports nothing if a runner matches, even an unhealthy one', () => {
    for (const selector of [
      'filter: LAB',
      'filter: db',
      'filter: lab,db\n    runnerFilterType: TAG_FILTER_OR',
      'filter: lap,db\n    runnerFilterType: TAG_FILTER_OR',
      'runnerFilterMode: LOCAL',
    ])
      assert.deepEqual(found(`    ${selector}`), [], selector);
  });

  it('reports nothing for an expression, a reference, and a selector that is being typed', () => {
    for (const selector of [
      "filter: 'lap or nope'\n    runnerFilterMode: FILTER",
      'filter: ${option.where}\n    runnerFilterMode: FILTER',
      'filter:',
      'runnerFilterMode: NONSENSE',
    ])
      assert.deepEqual(found(`    ${selector}`), [], selector);
  });
});
