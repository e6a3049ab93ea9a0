import assert from 'node:assert/strict';
import { Step } from './step.ts';
import { runsPerNode, SCRIPT_BYTES, stepAction } from './step-action.ts';
import { stepTitle } from './step-title.ts';

describe('the action of a step', () => {
  const template = (step: unknown) => {
    const action = stepAction(Step.parse(step));
    return action.kind === 'operation' ? action.template : undefined;
  };

  it('may be a command, or a script from the job, a file or a URL', () => {
    assert.deepEqual(template({ exec: 'id', pty: true }), { kind: 'exec', command: 'id', pty: true });
    assert.deepEqual(template({ script: 'id', args: '-v', scriptInterpreter: 'bash', fileExtension: 'sh' }), {
      kind: 'script',
      script: 'id',
      args: '-v',
      interpreter: 'bash',
      fileExtension: 'sh',
      pty: false,
    });
    assert.deepEqual(template({ scriptfile: '/a', expandTokenInScriptFile: true }), {
      kind: 'script-file',
      path: '/a',
      expandTokens: true,
      pty: false,
    });
    assert.deepEqual(template({ scripturl: 'https://a' }), {
      kind: 'script-url',
      url: 'https://a',
      maxBytes: SCRIPT_BYTES,
      expandTokens: false,
      pty: false,
    });
    const checksum = `sha256:${'AB'.repeat(32)}`;
    const checked = template({ scripturl: 'https://a', checksum, maxBytes: '7' });
    assert.ok(checked?.kind === 'script-url');
    assert.deepEqual([checked.checksum, checked.maxBytes], [checksum.toLowerCase(), 7]);
  });

  it('may be a plugin step, even of an unknown plugin', () => {
    const configuration = { a: 'b', c: 1 };
    assert.deepEqual(template({ type: 'x', configuration }), {
      kind: 'plugin',
      provider: 'x',
      configuration,
      pty: false,
    });
  });

  it('may be a reference to another job', () => {
    const jobref = {
      name: 'n',
      group: 'g',
      uuid: 'u',
      args: '-a b',
      nodefilters: { filter: 'x', dispatch: { threadcount: 2, nodeIntersect: 'true' } },
    };
    assert.deepEqual(stepAction(Step.parse({ jobref })), {
      kind: 'reference',
      reference: {
        uuid: 'u',
        group: 'g',
        name: 'n',
        useName: false,
        args: '-a b',
        importOptions: false,
        failOnDisable: false,
        childNodes: false,
        ignoreNotifications: false,
        nodes: { filter: 'x', threadCount: '2', nodeIntersect: true },
      },
    });
  });

  it('may be conditional steps, whose inverted conditions are expanded to every combination', () => {
    const condition = (value: string) => ({ key: 'k', operator: '==', value }) as const;
    const groups = [[condition('a'), condition('b')], [condition('c')]];
    const step = { type: 'conditional', conditionGroups: groups, subSteps: [{ exec: 'id' }] };
    const plain = stepAction(Step.parse(step));
    const inverted = stepAction(Step.parse({ ...step, invertLogic: true }));
    assert.ok(plain.kind === 'conditional' && inverted.kind === 'conditional');
    assert.deepEqual(plain.groups, groups);
    assert.deepEqual(inverted.groups, [
      [condition('a'), condition('c')],
      [condition('b'), condition('c')],
    ]);
  });

  it('may be conditional steps whose keys name a value without braces, as in Rundeck', () => {
    const keys = ['option.env', 'job.id', '2:data.k@web1', '${option.env}', 'exec.sh', 'option.a b', 'k'];
    const conditions = keys.map((key) => ({ key, operator: 'exists', value: '' }));
    const action = stepAction(
      Step.parse({ type: 'conditional', conditionGroups: [conditions], subSteps: [{ exec: 'id' }] }),
    );
    assert.ok(action.kind === 'conditional');
    assert.deepEqual(
      action.groups[0]?.map(({ key }) => key),
      ['${option.env}', '${job.id}', '${2:data.k@web1}', '${option.env}', 'exec.sh', 'option.a b', 'k'],
    );
  });

  it('runs once for each node, except for job references and plugin steps that do not request it', () => {
    const cases: [unknown, boolean][] = [
      [{ exec: 'id' }, true],
      [{ scripturl: 'https://a' }, true],
      [{ jobref: { name: 'a' } }, false],
      [{ jobref: { name: 'a', nodeStep: 'true' } }, true],
      [{ type: 'a' }, false],
      [{ type: 'a', nodeStep: true }, true],
    ];
    for (const [step, expected] of cases) assert.equal(runsPerNode(Step.parse(step)), expected);
  });

  it('is titled by the description of the step, otherwise by the first line of its command or script', () => {
    const cases: [unknown, string][] = [
      [{ exec: 'id', description: ' Say it ' }, 'Say it'],
      [{ script: '#!/bin/sh\n\necho 1\necho 2' }, 'echo 1'],
      [{ jobref: { group: 'g', name: 'n' } }, 'g/n'],
      [{ jobref: { uuid: 'u' } }, 'u'],
      [{ type: 'copyfile' }, 'copyfile'],
    ];
    for (const [step, expected] of cases) assert.equal(stepTitle(Step.parse(step)), expected);
  });
});
