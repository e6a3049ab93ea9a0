import fc from 'fast-check';
import type {
  PlanNode,
  PlanStep,
  RuleCondition,
  StepRule,
  WorkflowPlan,
} from '../../../job-language/plan/workflow-plan.ts';
import {
  conditionalStep,
  handled,
  nodeNamed,
  onceStep,
  operationStep,
  planOf,
  referenceStep,
  unavailableStep,
} from './plans.ts';

/** Number of jobs that references can use: `job-0`, `job-1`, … */
export const MOST_JOBS = 3;

const LOCAL = ['local', 'local', 'local', 'local'] as const;

const leaves: fc.Arbitrary<PlanStep> = fc.oneof(
  { weight: 12, arbitrary: fc.constant(operationStep('echo ${data.k} ${1:data.k} ${data.k*}')) },
  { weight: 6, arbitrary: fc.constant(onceStep('echo ${data.k*}')) },
  { weight: 1, arbitrary: fc.boolean().map((perNode) => unavailableStep({ perNode })) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.nat(MOST_JOBS - 1), fc.boolean())
      .map(([job, perNode]) => referenceStep(`job-${job}`, { perNode })),
  },
);

function steps(depth: number): fc.Arbitrary<PlanStep> {
  if (depth === 0) return leaves;
  const conditional = fc
    .tuple(
      fc.constantFrom('prod', 'dev'),
      fc.boolean(),
      fc.array(steps(depth - 1), { minLength: 1, maxLength: 3 }),
    )
    .map(([value, perNode, inner]) => conditionalStep('${option.env}', value, inner, { perNode }));
  const plain = fc.oneof({ weight: 5, arbitrary: leaves }, { weight: 1, arbitrary: conditional });
  return fc
    .tuple(plain, fc.option(leaves, { freq: 3 }), fc.boolean())
    .map(([step, handler, keepGoing]) => (handler === null ? step : handled(step, handler, keepGoing)));
}

const nodes: fc.Arbitrary<PlanNode[]> = fc.oneof(
  { weight: 1, arbitrary: fc.constant<PlanNode[]>([{ kind: 'runner-host' }]) },
  {
    weight: 4,
    arbitrary: fc
      .array(fc.constantFrom(...LOCAL, ...LOCAL, ...LOCAL, 'sshj-ssh'), { maxLength: 5, size: 'max' })
      .map((executors) => executors.map((executor, index) => nodeNamed(`n${index}`, { executor }))),
  },
);

const condition: fc.Arbitrary<RuleCondition> = fc
  .record({
    wanted: fc.boolean(),
    key: fc.constantFrom('option.env', 'data.k'),
    value: fc.constantFrom('prod', 'v'),
  })
  .map((given) => ({ ...given, operator: '==', negated: false }));

const rules: fc.Arbitrary<StepRule[]> = fc.array(
  fc
    .record({
      steps: fc.oneof(
        fc.constant('all' as const),
        fc.array(fc.integer({ min: 1, max: 5 }), { maxLength: 2 }),
      ),
      runAtStart: fc.boolean(),
      runInSequence: fc.boolean(),
      runAfter: fc.array(fc.integer({ min: 1, max: 6 }), { maxLength: 2 }),
      conditions: fc.array(condition, { maxLength: 1 }),
    })
    .map((rule) => ({ ...rule })),
  { maxLength: 4 },
);

/** Arbitrary workflows with all strategies, handlers, conditionals, references, tiers of nodes and rules. */
export const workflows: fc.Arbitrary<WorkflowPlan> = fc
  .record({
    strategy: fc.constantFrom('node-first', 'sequential', 'parallel', 'ruleset'),
    keepGoing: fc.boolean(),
    dispatchKeepGoing: fc.boolean(),
    threadCount: fc.integer({ min: 1, max: 4 }),
    successOnEmpty: fc.boolean(),
    nodes,
    steps: fc.array(steps(2), { maxLength: 5, size: 'max' }),
    rules,
    tiers: fc.option(fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 3 }), { nil: [5] }),
  })
  .map((given) =>
    planOf({ ...given, values: { option: { env: 'prod' }, secureOption: [], job: { name: 'Deploy' } } }),
  );
