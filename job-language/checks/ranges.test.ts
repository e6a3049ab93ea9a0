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
