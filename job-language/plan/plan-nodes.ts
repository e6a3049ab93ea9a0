import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import { filterSliced, mapSliced, type Sliced } from '../../support/slices/sliced.ts';
import { nodeDefaultsOf } from '../nodes/executor-attributes.ts';
import type { Node } from '../nodes/node.ts';
import { executorKind } from '../nodes/node-executors.ts';
import { parseNodeFilter } from '../nodes/node-filter.ts';
import { type NamedOrchestrator, type Orchestration, orchestrate } from '../nodes/orchestrate.ts';
import { orderNodes } from '../nodes/order-nodes.ts';
import type { PatternAnswers } from '../nodes/pattern-answers.ts';
import { selectNodes } from '../nodes/select-nodes.ts';
import { nodeKeyPathsOf } from '../nodes/trust/key-paths.ts';
import { type AutomaticDispatch, automaticTargets, LOCAL_NODE, targetOfHost } from './automatic-dispatch.ts';
import type { InventoryNode, NodeDispatch, OperationTarget, RunnerHostTarget } from './workflow-plan.ts';

/** The executor of a node if neither the node nor its project sets one. */
const DEFAULT_EXECUTOR = 'sshj-ssh';
/** Properties of a project that set the default executor and copier; the first one that is set applies. */
const PROJECT_EXECUTORS = ['project.node-executor', 'service.NodeExecutor.default.provider'];
const PROJECT_COPIERS = ['project.file-copier', 'service.FileCopier.default.provider'];

/** How nodes of an inventory are selected and ordered. References in the strings are already expanded. */
export interface NodeChoice {
  readonly filter: string;
  readonly exclude?: string | undefined;
  readonly excludePrecedence?: boolean | undefined;
  readonly threadCount?: string | undefined;
  readonly keepGoing?: boolean | undefined;
  readonly rankAttribute?: string | undefined;
  readonly rankOrder?: 'ascending' | 'descending' | undefined;
  readonly successOnEmpty?: boolean | undefined;
  readonly orchestrator?: NamedOrchestrator | undefined;
}

/** The inputs for choosing nodes. */
export interface NodePlanInputs {
  readonly inventory: readonly Node[];
  /** Rundeck's properties of the project. */
  readonly config: Readonly<Record<string, string>>;
  /** From 0 to below 1. */
  readonly random: () => number;
  /** Path of the job, for errors. */
  readonly job: string;
  /** Only nodes with these names; absent: all. */
  readonly among?: ReadonlySet<string> | undefined;
  /** Names of the runners whose hosts the referring workflow selected by facts that the runners report. */
  readonly chosenByReportsOf?: ReadonlySet<string> | undefined;
  /** Answers for patterns in node filters that need more than linear time. */
  readonly answers?: PatternAnswers | undefined;
  /** Which nodes go to which runner; absent: all nodes have the target of the workflow. */
  readonly automatic?: AutomaticDispatch | undefined;
}

/** Returns the dispatch of a workflow without nodes: its steps run on the host of the runner that takes them. */
export function runnerHostDispatch(target: OperationTarget): NodeDispatch {
  const host: RunnerHostTarget = {
    kind: 'runner-host',
    ...(target.kind === 'local' ? { name: LOCAL_NODE } : {}),
  };
  return { nodes: [host], threadCount: 1, keepGoing: false, successOnEmpty: false };
}

/** Selects nodes. Throws `node-filter-invalid`, `orchestrator-invalid`, and `options-invalid` for the thread count. */
export function* planNodes(choice: NodeChoice, source: NodePlanInputs): Sliced<NodeDispatch> {
  const { inventory, config, among } = source;
  const selected = yield* selectNodes(inventory, {
    filter: choice.filter,
    exclude: choice.exclude,
    excludePrecedence: choice.excludePrecedence,
    answers: source.answers,
  });
  const order = { rankAttribute: choice.rankAttribute, ascending: choice.rankOrder !== 'descending' };
  const ordered = yield* orderNodes(
    among === undefined ? selected : yield* filterSliced(selected, ({ name }) => among.has(name)),
    order,
  );
  const { orchestrator } = choice;
  const {
    nodes,
    tiers,
    threadCountLimit,
    chosenBy = [],
  }: Orchestration = orchestrator === undefined
    ? { nodes: ordered }
    : yield* orchestrate(ordered, orchestrator, { order, random: source.random });
  const threadCount = threadCountOf(choice.threadCount ?? '', source.job);
  const { automatic } = source;
  const targetOf = automatic === undefined ? targetOfHost : yield* automaticTargets(nodes, automatic, source);
  const nodeDefaults = nodeDefaultsOf(config);
  const asked = [choice.filter, choice.exclude ?? ''].flatMap(attributesOf).concat(chosenBy);
  const isByFacts = asked.some((attribute) => !SET_OF_HOSTS.has(attribute));
  const chosenByReportOf = ({ reportedBy }: Node) =>
    reportedBy !== undefined && (isByFacts || source.chosenByReportsOf?.has(reportedBy) === true)
      ? { chosenByReportOf: reportedBy }
      : {};
  const nodeKeyPaths = nodeKeyPathsOf(config);
  const project = projectProviders(config);
  const planned = yield* mapSliced(nodes, (node) => ({
    ...inventoryNode(node, project, targetOf(node)),
    ...chosenByReportOf(node),
  }));
  return {
    nodes: planned,
    threadCount: Math.min(threadCount, threadCountLimit ?? threadCount),
    keepGoing: choice.keepGoing ?? false,
    ...(tiers === undefined ? {} : { tiers }),
    successOnEmpty: choice.successOnEmpty ?? false,
    ...(Object.keys(nodeDefaults).length === 0 ? {} : { nodeDefaults }),
    ...(nodeKeyPaths === undefined ? {} : { nodeKeyPaths }),
  };
}

/** The default executor and file copier of a project's nodes. */
interface ProjectProviders {
  readonly executor: string | undefined;
  readonly copier: string | undefined;
}

function projectProviders(config: NodePlanInputs['config']): ProjectProviders {
  return { executor: filledOf(config, PROJECT_EXECUTORS), copier: filledOf(config, PROJECT_COPIERS) };
}

/** Converts a node of the inventory to a node of the plan, with its executor and file copier. */
function inventoryNode(
  { name, tags, attributes, untrustedSource }: Node,
  project: ProjectProviders,
  target: OperationTarget | undefined,
): InventoryNode {
  const own = filled(attributes['node-executor']);
  const executor = own ?? project.executor ?? DEFAULT_EXECUTOR;
  // The project's copier is for remote nodes. A step on the runner's own host needs no copied files.
  const isHere = own !== undefined && executorKind(own) === 'local';
  const copier = filled(attributes['file-copier']) ?? (isHere ? undefined : project.copier);
  return {
    kind: 'inventory',
    name,
    tags,
    attributes,
    executor,
    ...(copier === undefined ? {} : { copier }),
    ...(target === undefined ? {} : { target }),
    ...(untrustedSource === undefined ? {} : { untrustedSource }),
  };
}

/** Attributes of a runner's host that an administrator sets. Replicas report the others. */
const SET_OF_HOSTS: ReadonlySet<string> = new Set([
  ...['name', 'nodename', 'tags', 'description', 'runner', 'runnerTags', 'runner-id'],
]);

/** Returns the attributes that a node filter tests. */
function attributesOf(filter: string): string[] {
  const { include, exclude } = parseNodeFilter(filter);
  return [...include.keys(), ...exclude.keys()];
}

function threadCountOf(given: string, job: string): number {
  const text = given.trim();
  if (text === '') return 1;
  const count = /^\d{1,6}$/.test(text) ? Number(text) : 0;
  if (count >= 1) return count;
  const problem = `its thread count "${text}" is not a number from 1 on`;
  throw new OutrunnerError('options-invalid', { job, problem });
}

function filledOf(config: NodePlanInputs['config'], names: readonly string[]): string | undefined {
  return names.map((name) => filled(config[name])).find((found) => found !== undefined);
}

function filled(text: string | undefined): string | undefined {
  return text === undefined || text.trim() === '' ? undefined : text.trim();
}
