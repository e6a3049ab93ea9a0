import assert from 'node:assert/strict';
import { projectNameProblem } from './inputs.ts';

describe('projectNameProblem', () => {
  it('asks for a name if the input is empty, and lists the valid characters if the input has others', () => {
    assert.equal(projectNameProblem(''), 'Enter a name for the project');
    assert.match(projectNameProblem('a b') ?? '', /^Use letters, digits, /);
    assert.equal(projectNameProblem('operations'), undefined);
  });
});
