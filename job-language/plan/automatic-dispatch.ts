import type { Project } from '../../protocol/entities/project.ts';
import { projectDispatch } from '../../protocol/entities/project-dispatch.ts';
import { type Runner, runnerDispatch } from '../../protocol/entities/runner.ts';
import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import type { RunnerId } from '../../protocol/ids.ts';
import { eachSliced, type Sliced } from '../../support/slices/sliced.ts';
import type { Node } from '../nodes/node.ts';
import type { PatternAnswers } from '../nodes/pattern-answers.ts';
import { runnerOfNode } from '../nodes/runner-node.ts';
import { selectNodes } from '../nodes/select-nodes.ts';
import type { OperationTarget } from './workflow-plan.ts';

/** Name of the node that is the coordinator's host. */
export const LOCAL_NODE = 'localhost';

/** Maximum number of nodes that an error lists. The error counts the others. */
const MOST_NAMED = 10;

/** How automatic dispatch assigns the nodes of a project to runners. */
export interface AutomaticDispatch {
  /** Each runner with the node filter that selects its nodes. */
  readonly runners: readonly { readonly id: RunnerId; readonly filter: string }[];
  readonly unmatchedNodes: 'local' | 'refused';
}

/** Returns the dispatch of a project; undefined if the project uses manual dispatch. */
export function automaticDispatch(
  project: Pick<Project, 'name' | 'dispatch'>,
  runners: readonly Runner[],
): AutomaticDispatch | undefined {
  const { automatic, unmatchedNodes, runnersEnabled } = projectDispatch(project);
  if (!automatic) return undefined;
  const created = runnersEnabled ? runners.filter(({ local }) => !local) : [];
  return {
    runners: created.flatMap((runner) => {
      if (!runner.assignedProjects.includes(project.name)) return [];
      const { remoteNodeDispatch, runnerNodeFilter } = runnerDispatch(runner, project.name);
      return remoteNodeDispatch ? [{ id: runner.id, filter: runnerNodeFilter }] : [];
    }),
    unmatchedNodes,
  };
}

/** Returns the target of the steps on a node; undefined: the target of the workflow. */
export type NodeTargets = (node: Node) => OperationTarget | undefined;

/** Returns the target of a runner's host: always that runner, with automatic and with manual dispatch. */
export function targetOfHost(node: Node): OperationTarget | undefined {
  const runner = runnerOfNode(node);
  return runner === undefined ? undefined : { kind: 'runners', runners: [runner] };
}

/**
 * Returns the targets of nodes: each node goes to the runners whose filters select it, and the coordinator's host to
 * the Local Runner.
 *
 * @param job the path of the job, for errors
 * @throws OutrunnerError `nodes-unmatched` if no filter selects a node and the project refuses such nodes; and the
 * errors of filters
 */
export function* automaticTargets(
  nodes: readonly Node[],
  { runners, unmatchedNodes }: AutomaticDispatch,
  { job, answers }: { readonly job: string; readonly answers?: PatternAnswers | undefined },
): Sliced<NodeTargets> {
  const selected = new Map<string, RunnerId[]>();
  for (const { id, filter } of runners) {
    yield* eachSliced(yield* selectNodes(nodes, { filter, answers }), ({ name }) => {
      const takers = selected.get(name);
      if (takers === undefined) selected.set(name, [id]);
      else takers.push(id);
    });
  }
  const targetOf: NodeTargets = (node) => {
    const host = targetOfHost(node);
    if (host !== undefined) return host;
    if (node.name === LOCAL_NODE) return { kind: 'local' };
    const matching = selected.get(node.name);
    if (matching !== undefined) return { kind: 'runners', runners: matching };
    return unmatchedNodes === 'local' ? { kind: 'local' } : undefined;
  };
  const unmatched: string[] = [];
  yield* eachSliced(nodes, (node) => {
    if (targetOf(node) === undefined) unmatched.push(node.name);
  });
  if (unmatched.length > 0) throw nodesUnmatched(job, unmatched);
  return targetOf;
}

/** Returns the error for nodes that no runner accepts; `job` is the path of the job. */
export function nodesUnmatched(job: string, nodes: readonly string[]): OutrunnerError {
  const more = nodes.length - MOST_NAMED;
  const named = nodes.slice(0, MOST_NAMED).join(', ');
  return new OutrunnerError('nodes-unmatched', {
    job,
    nodes: more > 0 ? `${named} and ${more} more` : named,
  });
}
