import assert from 'node:assert/strict';
import { COPIER_NAMES, copierOf, pairProblem } from './file-copiers.ts';
import { EXECUTOR_NAMES } from './node-executors.ts';

describe('a file copier of a node', () => {
  it('defaults to the copier of the executor', () => {
    const own = EXECUTOR_NAMES.map((executor) => [executor, copierOf({ executor })]);
    assert.deepEqual(Object.fromEntries(own), {
      local: 'local',
      'sshj-ssh': 'ssh',
      'jsch-ssh': 'ssh',
      'ssh-exec': 'ssh',
      'script-exec': 'script-copy',
      stub: 'stub',
    });
    for (const executor of EXECUTOR_NAMES)
      for (const use of ['script', 'files'] as const) assert.equal(pairProblem({ executor }, use), undefined);
  });

  it('has several accepted names for SSH', () => {
    for (const copier of ['sshj-scp', 'jsch-scp', 'ssh-copier'])
      assert.equal(copierOf({ executor: 'script-exec', copier }), 'ssh');
  });

  it('works with any executor, except an SSH copier with `local`, and `stub` for scripts with another executor', () => {
    const refused = (use: 'script' | 'files') =>
      EXECUTOR_NAMES.flatMap((executor) =>
        COPIER_NAMES.filter((copier) => pairProblem({ executor, copier }, use) !== undefined).map(
          (copier) => `${executor} ${copier}`,
        ),
      );
    const overSsh = ['local sshj-scp', 'local jsch-scp', 'local ssh-copier'];
    assert.deepEqual(refused('files'), overSsh);
    assert.deepEqual(refused('script'), [
      ...overSsh,
      'local stub',
      'sshj-ssh stub',
      'jsch-ssh stub',
      'ssh-exec stub',
      'script-exec stub',
    ]);
  });

  it('is refused with the remedy if it does not fit the executor', () => {
    const problem = (executor: string, copier: string) => pairProblem({ executor, copier }, 'script') ?? '';
    assert.match(
      problem('local', 'sshj-scp'),
      /"local" and the file copier "sshj-scp" cannot be combined: .*Remove the file copier, or set an SSH node executor \(sshj-ssh, jsch-ssh, ssh-exec\)$/,
    );
    assert.match(problem('sshj-ssh', 'stub'), /"sshj-ssh" and the file copier "stub" .*Remove/);
    assert.match(problem('sshj-ssh', 'carrier-pigeon'), /"carrier-pigeon" is not available; .*sshj-scp/);
  });

  it('is ignored for a stub', () => {
    assert.equal(copierOf({ executor: 'stub', copier: 'sshj-scp' }), 'stub');
    assert.equal(pairProblem({ executor: 'stub', copier: 'carrier-pigeon' }, 'script'), undefined);
  });
});
