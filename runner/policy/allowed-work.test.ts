import assert from 'node:assert/strict';
import { explain } from '../../protocol/errors/outrunner-error.ts';
import type { OperationTemplate } from '../../protocol/runner/operation-template.ts';
import { type AllowedWork, type RequestedStep, sourceRefusal, stepRefusal } from './allowed-work.ts';
import { foreignCopier, usedExecutor } from './used-executor.ts';

const ALL: AllowedWork = { executors: undefined, steps: undefined, sources: undefined };

describe('the work that a runner accepts', () => {
  const code = (
    { executor = 'local', ...asked }: Partial<RequestedStep> & Pick<RequestedStep, 'template'>,
    allowed: Partial<AllowedWork>,
  ) => stepRefusal({ ...asked, executor }, { ...ALL, ...allowed })?.code;

  it('includes everything by default', () => {
    assert.equal(code({ template: { kind: 'script-url' }, executor: 'sshj-ssh' }, {}), undefined);
    assert.equal(sourceRefusal({ type: 'script' }, ALL), undefined);
  });

  it('includes only the listed kinds of steps, and plugins all together or by name', () => {
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

  it('includes a listed plugin under each of its names', () => {
    const alias = 'edu.ohio.ais.rundeck.HttpWorkflowStepPlugin';
    for (const [listed, asked] of [
      ['http', alias],
      [alias, 'http'],
    ] as const) {
      const template = { kind: 'plugin', provider: asked } as const;
      assert.equal(code({ template }, { steps: [`plugin:${listed}`] }), undefined);
    }
    const wait = { kind: 'plugin', provider: 'wait' } as const;
    assert.equal(code({ template: wait }, { steps: [`plugin:${alias}`] }), 'step-kind-not-allowed');
  });

  it('includes only the listed node executors, with "local" for the runner’s own host', () => {
    const executors = ['sshj-ssh'];
    assert.equal(code({ template: { kind: 'exec' }, executor: 'sshj-ssh' }, { executors }), undefined);
    assert.equal(code({ template: { kind: 'exec' } }, { executors }), 'executor-not-allowed');
  });

  it('includes a copier of another kind than the executor only if an executor of the copier’s kind is listed', () => {
    const ofPair = (executor: string, copier: string, template: OperationTemplate) => {
      const granted = { template, node: { name: 'web1', executor, copier, attributes: {} } };
      return { template, executor: usedExecutor(granted), copier: foreignCopier(granted) };
    };
    const script = { kind: 'script', script: 'id', pty: false } as const;
    const command = { kind: 'exec', command: 'id', pty: false } as const;
    const copied = { kind: 'plugin', provider: 'copyfile', configuration: {}, pty: false } as const;
    const executors = ['sshj-ssh'];
    assert.equal(code(ofPair('sshj-ssh', 'script-copy', command), { executors }), undefined);
    assert.equal(code(ofPair('sshj-ssh', 'jsch-scp', script), { executors }), undefined);
    for (const template of [script, copied]) {
      assert.equal(code(ofPair('sshj-ssh', 'script-copy', template), { executors }), 'copier-not-allowed');
      assert.equal(code(ofPair('sshj-ssh', 'local', template), { executors }), 'copier-not-allowed');
      const both = ['ssh-exec', ...executors, 'script-exec'];
      assert.equal(code(ofPair('sshj-ssh', 'script-copy', template), { executors: both }), undefined);
      assert.equal(code(ofPair('script-exec', 'sshj-scp', template), { executors: both }), undefined);
    }
  });

  it('treats a plugin step for a node as work of the executor "local", unless the step copies files to the node', () => {
    const node = { name: 'web1', executor: 'sshj-ssh', attributes: {} };
    const plugin = (provider: string) =>
      usedExecutor({ template: { kind: 'plugin', provider, configuration: {}, pty: false }, node });
    assert.equal(plugin('localexec'), 'local');
    assert.equal(plugin('copyfile'), 'sshj-ssh');
    assert.equal(usedExecutor({ template: { kind: 'exec', command: 'id', pty: false }, node }), 'sshj-ssh');
    assert.equal(usedExecutor({ template: { kind: 'exec', command: 'id', pty: false } }), 'local');
  });

  it('includes only the listed kinds of node sources, and a refusal contains a remedy', () => {
    const refusal = sourceRefusal({ type: 'script' }, { ...ALL, sources: ['file'] });
    assert.equal(refusal?.code, 'source-not-allowed');
    assert.match(
      explain(refusal),
      /Add it to runner\.operations\.sources of the runner, or choose another runner\./,
    );
  });
});
