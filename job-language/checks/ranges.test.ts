import assert from 'node:assert/strict';
import { checkJobs } from './check-jobs.ts';

describe('the range of a problem', () => {
  it('is the key that has no effect, or the action of the step', () => {
    const text = `- name: a
  orchestrator:
    type: rankTiered
  sequence:
    commands:
    - exec: id
      errorhandler:
        description: b
        jobref:
          name: c
`;
    const lines = text.split('\n');
    const marked = checkJobs(text, { format: 'yaml' }).problems.map(
      ({ line, column, endLine, endColumn }) => {
        assert.equal(endLine, line);
        return lines[line - 1]?.slice(column - 1, endColumn - 1);
      },
    );
    assert.deepEqual(marked, ['orchestrator', 'jobref']);
  });
});

describe('the range of a problem in a text', () => {
  const marked = (step: string) => {
    const text = `- name: a\n  options: [{name: x}]\n  sequence:\n    commands:\n    - ${step}\n`;
    const lines = text.split('\n');
    return checkJobs(text, { format: 'yaml' }).problems.map(({ line, column, endLine, endColumn }) => {
      assert.equal(endLine, line);
      return `${line}:${column} ${lines[line - 1]?.slice(column - 1, endColumn - 1)}`;
    });
  };

  it('is the reference alone, in each style of a YAML text', () => {
    assert.deepEqual(marked('exec: echo ${option.x} ${option.y}'), ['5:30 ${option.y}']);
    assert.deepEqual(marked(`exec: 'it''s ${'${option.y}'}'`), ['5:20 ${option.y}']);
    assert.deepEqual(marked('exec: "echo\\t\\"${option.y}\\""'), ['5:22 ${option.y}']);
    assert.deepEqual(marked('exec: |\n        true\n        echo ${option.y}'), ['7:14 ${option.y}']);
    assert.deepEqual(marked('exec: >-\n        true\n        && echo ${option.y}'), ['7:17 ${option.y}']);
  });

  it('contains only the invalid occurrence of a repeated text', () => {
    assert.deepEqual(marked('exec: echo ${option.x} \\${option.x}'), ['5:31 ${option.x}']);
  });

  it('is the key of the text if the reference is written with escapes', () => {
    assert.deepEqual(marked('exec: "echo \\x24{option.y}\\\n        "'), ['5:7 exec']);
  });
});
