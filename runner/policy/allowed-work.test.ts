import assert from 'node:assert/strict';
import { explain } from '../../protocol/errors/outrunner-error.ts';
import { type AllowedWork, sourceRefusal, stepRefusal } from './allowed-work.ts';

const ALL: AllowedWork = { executors: undefined, steps: undefined, sources: undefined };

describe('what a runner may be asked', () => {
  const code = (asked: Parameters<typeof stepRefusal>[0], allowed: Partial<AllowedWork>) =>
    stepRefusal(asked, { ...ALL, ...allowed })?.code;

  it('is everything, unless its operator says what', () => {
    assert.equal(code({ template: { kind: 'script-url' }, executor: 'sshj-ssh' }, {}), undefined);
    assert.equal(sourceRefusal({ type: 'script' }, ALL), undefined);
  });

  it('is the kinds of steps that are listed, plugins all or by name', () => {
    const steps = ['exec', 'plugin:http'];
    assert.equal(code({ template: { kind: 'exec' } }, { steps }), undefined);
    assert.equal(code({ template: { kind: 'script' } }, { steps }), 'step-kind-not-allowed');
    assert.equal(code({ template: { kind: 'plugin', provider: 'http' } }, { steps }), undefined);
    assert.equal(
      code({ template: { kind: 'plugin', provider: 'copyfile' } }, { steps }),
      'step-kind-not-allowed',
    );
    assert.equal(
      code({ template: { kind: 'plugin', provider: 'copyfile' } }, { steps: ['plugin'] }),
      undefined,
    );
  });

  it('is the node executors that are listed; the runner’s own host is "local"', () => {
    const executors = ['sshj-ssh'];
    assert.equal(code({ template: { kind: 'exec' }, executor: 'sshj-ssh' }, { executors }), undefined);
    assert.equal(code({ template: { kind: 'exec' } }, { executors }), 'executor-not-allowed');
  });

  it('is the kinds of node sources that are listed, and the refusal says what to do', () => {
    const refusal = sourceRefusal({ type: 'script' }, { ...ALL, sources: ['file'] });
    assert.equal(refusal?.code, 'source-not-allowed');
    assert.match(
      explain(refusal),
      /Allow it there in runner\.operations\.sources, or choose another runner\./,
    );
  });
});
