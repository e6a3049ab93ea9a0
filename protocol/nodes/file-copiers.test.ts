import assert from 'node:assert/strict';
import { copierProblem } from './file-copiers.ts';

describe('a file copier of a node', () => {
  it('is the one of its executor where none is named', () => {
    for (const executor of ['local', 'ssh', 'script-exec', 'stub'] as const)
      assert.equal(copierProblem(executor, undefined), undefined);
  });

  it('has several names for the same', () => {
    for (const name of ['sshj-scp', 'jsch-scp', 'ssh-copier'])
      assert.equal(copierProblem('ssh', name), undefined);
  });

  it('is named where it is unknown, or does not go with the executor', () => {
    assert.match(
      copierProblem('ssh', 'carrier-pigeon') ?? '',
      /"carrier-pigeon" is not available here; .*sshj-scp/,
    );
    assert.match(copierProblem('script-exec', 'sshj-scp') ?? '', /does not go with .* takes script-copy$/);
    assert.match(copierProblem('ssh', 'script-copy') ?? '', /takes sshj-scp, jsch-scp, ssh-copier$/);
  });

  it('does not matter on the host of the runner, and for a stub', () => {
    assert.equal(copierProblem('local', 'sshj-scp'), undefined);
    assert.equal(copierProblem('stub', 'sshj-scp'), undefined);
  });
});
