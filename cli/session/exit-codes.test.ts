import assert from 'node:assert/strict';
import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import { exitOfError } from './exit-codes.ts';

describe('the exit of a command that an error ended', () => {
  it('is 2 for what was given and is of no use, whoever finds it out', () => {
    const input = { what: 'The time "soon"', problem: 'it is none', remedy: '' };
    assert.equal(exitOfError(new OutrunnerError('invalid-input', input)), 2);
    assert.equal(exitOfError(new OutrunnerError('options-invalid', { job: 'a', problem: 'b' })), 2);
    const filter = { filter: 'and', column: 1, problem: 'it ends' };
    assert.equal(exitOfError(new OutrunnerError('runner-filter-invalid', filter)), 2);
  });

  it('is 3 for what the coordinator refuses as it is', () => {
    assert.equal(exitOfError(new OutrunnerError('not-found', { kind: 'Job', name: 'a' })), 3);
    assert.equal(exitOfError(new OutrunnerError('already-exists', { kind: 'Project', name: 'a' })), 3);
    assert.equal(exitOfError(new OutrunnerError('runner-filter-fixed', { job: 'a' })), 3);
  });

  it('is 1 for what this machine stands in the way of', () => {
    assert.equal(exitOfError(new OutrunnerError('port-in-use', { port: 80, address: '127.0.0.1' })), 1);
  });
});
