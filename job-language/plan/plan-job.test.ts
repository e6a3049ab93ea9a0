import assert from 'node:assert/strict';
import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import { whole } from '../../support/slices/sliced.ts';
import { Job } from '../format/job.ts';
import type { Node } from '../nodes/node.ts';
import { type PlanningQuestion, planJob } from './plan-job.ts';
import type { NodeDispatch, OperationStep } from './workflow-plan.ts';

const INVENTORY: readonly Node[] = [
  { name: 'web2', tags: ['web'], attributes: { rank: '10', 'node-executor': 'local' } },
  { name: 'web1', tags: ['web'], attributes: { rank: '9' } },
  { name: 'db1', tags: ['db'], attributes: {} },
  { name: 'web3', tags: ['web', 'old'], attributes: { rank: '10' } },
];

function question(job: object, more: Partial<PlanningQuestion> = {}): PlanningQuestion {
  const parsed = Job.parse({ name: 'Deploy', sequence: { commands: [{ exec: 'true' }] }, ...job });
  return {
    job: parsed,
    values: { option: {}, secureOption: [], job: {} },
    target: { kind: 'local' },
    inventory: INVENTORY,
    config: {},
    random: () => 0,
    ...more,
  };
}

function dispatchOf(job: object, more: Partial<PlanningQuestion> = {}): NodeDispatch {
  return whole(planJob(question(job, more))).dispatch;
}

function namesOf(dispatch: NodeDispatch): (string | undefined)[] {
  return dispatch.nodes.map(({ name }) => name);
}

function codeOf(run: () => unknown): string | undefined {
  try {
    run();
    return undefined;
  } catch (error) {
    return error instanceof OutrunnerError ? error.code : String(error);
  }
}

describe('the nodes of a plan', () => {
  it('are the host of the runner if the job selects no nodes', () => {
    assert.deepEqual(dispatchOf({}).nodes, [{ kind: 'runner-host', name: 'localhost' }]);
    assert.deepEqual(dispatchOf({}, { target: { kind: 'tags', match: 'all', tags: [] } }).nodes, [
      { kind: 'runner-host' },
    ]);
  });

  it('are those of the filter, sorted by name, with the executor of the node or the project', () => {
    const dispatch = dispatchOf({ nodefilters: { filter: 'tags: web', filterExclude: 'tags: old' } });
    assert.deepEqual(
      dispatch.nodes.map((node) => (node.kind === 'inventory' ? [node.name, node.executor] : [])),
      [
        ['web1', 'sshj-ssh'],
        ['web2', 'local'],
      ],
    );
    const config = { 'service.NodeExecutor.default.provider': 'winrm' };
    const [first] = dispatchOf({ nodefilters: { filter: 'db1' } }, { config }).nodes;
    assert.equal(first?.kind === 'inventory' && first.executor, 'winrm');
    const asAttribute = { ...config, 'project.node-executor': 'stub', 'project.file-copier': 'local' };
    const [other] = dispatchOf({ nodefilters: { filter: 'db1' } }, { config: asAttribute }).nodes;
    assert.deepEqual(other?.kind === 'inventory' && [other.executor, other.copier], ['stub', 'local']);
  });

  it('have the file copier of the node or the project, except on the host of the runner', () => {
    const inventory = [
      { name: 'web1', tags: [], attributes: {} },
      { name: 'web2', tags: [], attributes: { 'node-executor': 'local' } },
      { name: 'web3', tags: [], attributes: { 'node-executor': 'local', 'file-copier': 'script-copy' } },
    ];
    const copiers = (config: Record<string, string>) =>
      dispatchOf({ nodefilters: { filter: '.*' } }, { config, inventory }).nodes.map((node) =>
        node.kind === 'inventory' ? node.copier : undefined,
      );
    assert.deepEqual(copiers({}), [undefined, undefined, 'script-copy']);
    const config = { 'service.FileCopier.default.provider': 'sshj-scp' };
    assert.deepEqual(copiers(config), ['sshj-scp', undefined, 'script-copy']);
  });

  it('are ranked numerically', () => {
    const dispatch = { rankAttribute: 'rank', rankOrder: 'descending' };
    assert.deepEqual(namesOf(dispatchOf({ nodefilters: { filter: 'tags: web', dispatch } })), [
      'web3',
      'web2',
      'web1',
    ]);
  });

  it('may depend on options, like the thread count', () => {
    const values = { option: { tag: 'db', n: '7' }, secureOption: [], job: {} };
    const nodefilters = { filter: 'tags: ${option.tag}', dispatch: { threadcount: '${option.n}' } };
    const dispatch = dispatchOf({ nodefilters }, { values });
    assert.deepEqual(namesOf(dispatch), ['db1']);
    assert.equal(dispatch.threadCount, 7);
    assert.equal(dispatchOf({ nodefilters }).threadCount, 1);
    const wrong = { option: { n: 'many' }, secureOption: [], job: {} };
    assert.equal(
      codeOf(() => dispatchOf({ nodefilters }, { values: wrong })),
      'options-invalid',
    );
  });

  it('are empty if the filter is blank, and the plan states whether that is a success', () => {
    assert.deepEqual(dispatchOf({ nodefilters: { filter: '' } }).nodes, []);
    const dispatch = { successOnEmptyNodeFilter: true };
    assert.equal(dispatchOf({ nodefilters: { filter: 'none', dispatch } }).successOnEmpty, true);
  });

  it('are selected by the filter of the run if it has one', () => {
    const job = { nodefilters: { filter: 'tags: web', filterExclude: 'db1' } };
    assert.deepEqual(namesOf(dispatchOf(job, { filter: 'name: db1,web1' })), ['db1', 'web1']);
    assert.deepEqual(namesOf(dispatchOf({}, { filter: 'db1' })), ['db1']);
  });

  it('are selected by a job reference, within the nodes of the referring workflow', () => {
    const reference = {
      nodes: { filter: '.*', threadCount: '2', nodeIntersect: true },
      among: new Set(['db1', 'web3']),
    };
    const dispatch = dispatchOf({ nodefilters: { filter: 'tags: web' } }, { reference });
    assert.deepEqual(namesOf(dispatch), ['db1', 'web3']);
    assert.equal(dispatch.threadCount, 2);
    const without = { nodes: { threadCount: '2', nodeIntersect: false } };
    assert.equal(dispatchOf({ nodefilters: { filter: 'db1' } }, { reference: without }).threadCount, 1);
  });

  it('are selected, grouped and limited by the orchestrator', () => {
    const nodefilters = {
      filter: 'tags: web',
      dispatch: { threadcount: 3, rankAttribute: 'rank', rankOrder: 'ascending' },
    };
    const tiered = dispatchOf({ nodefilters, orchestrator: { type: 'rankTiered' } });
    assert.deepEqual(tiered.tiers, [1, 2]);
    const percentage = { type: 'maxPercentage', configuration: { percent: '34' } };
    assert.equal(dispatchOf({ nodefilters, orchestrator: percentage }).threadCount, 1);
    const subset = { type: 'subset', configuration: { count: '${option.n}' } };
    const values = { option: { n: '2' }, secureOption: [], job: {} };
    assert.equal(dispatchOf({ nodefilters, orchestrator: subset }, { values }).nodes.length, 2);
    assert.equal(
      codeOf(() => dispatchOf({ nodefilters, orchestrator: { type: 'other' } })),
      'orchestrator-invalid',
    );
  });
});

describe('the steps of a plan', () => {
  function stepsOf(commands: readonly object[], more: object = {}) {
    return whole(planJob(question({ sequence: { commands, ...more } }))).steps;
  }

  it('are those of the definition, each with the workflow’s log filters and then its own', () => {
    const filter = (type: string) => ({ type, config: { regex: 'x' } });
    const [command, file, url] = stepsOf(
      [
        { exec: 'uname', plugins: { LogFilter: [filter('quiet-output')] } },
        { scriptfile: '/opt/x.sh', args: '-v', expandTokenInScriptFile: true },
        { scripturl: 'https://files/x.sh' },
      ],
      { pluginConfig: { LogFilter: [filter('mask-passwords')] } },
    );
    assert.equal(command?.kind, 'operation');
    assert.deepEqual(
      command.filters.map(({ type }) => type),
      ['mask-passwords', 'quiet-output'],
    );
    assert.equal(file?.kind === 'operation' && file.template.kind, 'script-file');
    assert.equal(url?.kind === 'operation' && url.template.kind, 'script-url');
    assert.ok([command, file, url].every((step) => step?.perNode === true));
  });

  it('may be other jobs, conditionals and plugins, and run once per node or once per workflow', () => {
    const steps = stepsOf([
      { jobref: { name: 'Other', group: 'a', nodeStep: 'true', args: '-x ${option.x}' } },
      {
        type: 'conditional',
        conditionGroups: [[{ key: '${option.env}', operator: '==', value: 'prod' }]],
        subSteps: [{ exec: 'echo prod' }],
      },
      { type: 'localexec', nodeStep: true, configuration: { command: 'true' } },
      { type: 'log-data', configuration: {} },
    ]);
    assert.deepEqual(
      steps.map(({ kind, perNode }) => [kind, perNode]),
      [
        ['reference', true],
        ['conditional', false],
        ['operation', true],
        ['operation', false],
      ],
    );
    assert.equal(steps[0]?.label, 'a/Other');
    assert.equal(steps[1]?.kind === 'conditional' && steps[1].steps[0]?.label, 'echo prod');
  });

  it('keep their own log filters and error handlers in nested conditionals', () => {
    const filter = (type: string) => ({ type, config: {} });
    const conditional = (sub: unknown) => ({
      type: 'conditional',
      conditionGroups: [[{ key: '${option.env}', operator: '==', value: 'prod' }]],
      plugins: { LogFilter: [filter('mask-passwords')] },
      subSteps: [sub],
    });
    const deepest = {
      exec: 'deep',
      plugins: { LogFilter: [filter('quiet-output')] },
      errorhandler: { exec: 'handle', plugins: { LogFilter: [filter('key-value-data')] } },
    };
    let [step] = stepsOf([conditional(conditional(conditional(deepest)))]);
    for (let level = 0; level < 3; level += 1) {
      assert.equal(step?.kind, 'conditional');
      [step] = step.steps;
    }
    assert.equal(step?.kind, 'operation');
    const outer = ['mask-passwords', 'mask-passwords', 'mask-passwords'];
    assert.deepEqual(typesOf(step), [...outer, 'quiet-output']);
    const handler = step.errorHandler?.step;
    assert.equal(handler?.kind, 'operation');
    assert.deepEqual(typesOf(handler), [...outer, 'key-value-data']);
  });

  it('are unavailable, with the reason, if their plugin is unknown', () => {
    const [step] = stepsOf([{ type: 'aws-thing', nodeStep: true, description: 'Start it' }]);
    assert.equal(step?.kind, 'unavailable');
    assert.equal(step.label, 'Start it');
    assert.match(step.reason.message, /"aws-thing" is not available; .*copyfile/);
  });

  it('are not dispatched if they control the flow, which is not possible on each node', () => {
    const configuration = { halt: true, status: '${option.end}' };
    const [once, perNode] = stepsOf([
      { type: 'flow-control', nodeStep: false, configuration },
      { type: 'flow-control', nodeStep: true, configuration },
    ]);
    assert.deepEqual(once, { kind: 'flow-control', label: 'flow-control', perNode: false, configuration });
    assert.equal(perNode?.kind, 'unavailable');
    assert.match(perNode.reason.message, /runs once for the workflow\. Remove nodeStep/);
  });

  it('may have error handlers', () => {
    const errorhandler = { script: 'echo ${result.message}', keepgoingOnSuccess: true };
    const [step] = stepsOf([{ exec: 'false', errorhandler }]);
    assert.equal(step?.errorHandler?.keepGoingOnSuccess, true);
    assert.equal(step.errorHandler.step.kind, 'operation');
  });

  it('follow the lines of a ruleset, which must be valid', () => {
    const sequence = (rules: string) => ({
      commands: [{ exec: 'true' }],
      strategy: 'ruleset',
      pluginConfig: { WorkflowStrategy: { ruleset: { rules } } },
    });
    const plan = whole(planJob(question({ sequence: sequence('[*] run-in-sequence') })));
    assert.equal(plan.rules?.length, 1);
    assert.equal(
      codeOf(() => whole(planJob(question({ sequence: sequence('nonsense') })))),
      'job-invalid',
    );
  });
});

function typesOf({ filters }: OperationStep): string[] {
  return filters.map(({ type }) => type);
}
