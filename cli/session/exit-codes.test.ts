import assert from 'node:assert/strict';
import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import { exitOfError } from './exit-codes.ts';

describe('exit code of a failed command', () => {
  it('is 2 for invalid input, options and runner filters', () => {
    const input = { what: 'The time "soon"', problem: 'it is none', remedy: '' };
    assert.equal(exitOfError(new OutrunnerError('invalid-input', input)), 2);
    assert.equal(exitOfError(new OutrunnerError('options-invalid', { job: 'a', problem: 'b' })), 2);
    const filter = { filter: 'and', column: 1, problem: 'it ends' };
    assert.equal(exitOfError(new OutrunnerError('runner-filter-invalid', filter)), 2);
  });

  it('is 3 for other requests that the coordinator refuses', () => {
    assert.equal(exitOfError(new OutrunnerError('not-found', { kind: 'Job', name: 'a' })), 3);
    assert.equal(exitOfError(new OutrunnerError('already-exists', { kind: 'Project', name: 'a' })), 3);
    assert.equal(exitOfError(new OutrunnerError('runner-filter-fixed', { job: 'a' })), 3);
  });

  it('is 1 for a problem on this machine, such as a port in use', () => {
    assert.equal(exitOfError(new OutrunnerError('port-in-use', { port: 80, address: '127.0.0.1' })), 1);
  });
});
