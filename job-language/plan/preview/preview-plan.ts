import { pickShape } from '../../../protocol/entities/pick-shape.ts';
import { DispatchFacts, WorkflowFacts } from '../../../protocol/entities/workflow-facts.ts';
import type {
  PreviewNode,
  PreviewRunners,
  StepPreview,
  WorkflowPreview,
} from '../../../protocol/routes/shapes/workflow-preview.ts';
import type { OperationValues } from '../../../protocol/runner/operation-values.ts';
import type { PatternRunner } from '../../../support/patterns/pattern-runner.ts';
import { eachSliced, inSlices, mapSliced } from '../../../support/slices/sliced.ts';
import type { ShellFamily } from '../../expansion/shell-family.ts';
import type { Job } from '../../format/job.ts';
import { jobPath } from '../../format/job-path.ts';
import type { Node } from '../../nodes/node.ts';
import type { AutomaticDispatch } from '../automatic-dispatch.ts';
import type { JobReference } from '../job-reference.ts';
import { nodeValuesOf } from '../node-values.ts';
import { planReference, type ResolveOptions } from '../plan-reference.ts';
import { plannedOrder } from '../planned-order.ts';
import { type PathJob, referenceProblem } from '../reference-path.ts';
import type { StepPlacement } from '../step-placement.ts';
import { targetKey } from '../targets-of.ts';
import type { OperationTarget, PlanNode, PlanStep, WorkflowPlan } from '../workflow-plan.ts';
import { shellOn, sshAddress } from './node-shell.ts';
import { stepText } from './step-text.ts';
import { dependsOnNode, dependsOnRun } from './unknown-values.ts';

/** Limits of a preview: turns of a workflow, nodes of a step, and workflows in total. */
const MOST_TURNS = 10_000;
const MOST_NODE_TEXTS = 200;
const MOST_WORKFLOWS = 100;

/** A job with the project that it belongs to. */
export interface PreviewJob {
  readonly job: Job;
  /** Absent: the job is not stored. */
  readonly id?: string;
  readonly project: string;
  readonly inventory: readonly Node[];
  /** Rundeck's properties of the project. */
  readonly config: Readonly<Record<string, string>>;
  /** Placement rules for steps; absent: anywhere. */
  readonly placement?: StepPlacement;
  /** The runner of each node, if no runner is selected; absent: the project dispatches manually. */
  readonly automatic?: AutomaticDispatch | undefined;
}

/** The sources for the objects that the jobs of a preview refer to. */
export interface PreviewSources {
  /** Returns the job that a reference in this project refers to; undefined if no such job is visible. */
  readonly find: (reference: JobReference, project: string) => Promise<PreviewJob | undefined>;
  readonly resolve: ResolveOptions;
  readonly runners: (target: OperationTarget, project: string) => Promise<PreviewRunners> | PreviewRunners;
  /** From 0 to below 1. */
  readonly random: () => number;
  /** Evaluates patterns of node filters that may need more than linear time. If absent, such patterns are refused. */
  readonly patterns?: PatternRunner;
}

/** A planned workflow to show. */
export interface PreviewQuestion extends PreviewJob {
  readonly plan: WorkflowPlan;
  /** Values of all secure options of the job, which the preview hides. */
  readonly secureValues: Readonly<Record<string, string>>;
}

/**
 * Previews a run: its steps in order, nodes, runners and texts, including the jobs that it refers to where their inputs
 * are known.
 */
export async function previewRun(
  question: PreviewQuestion,
  sources: PreviewSources,
): Promise<WorkflowPreview> {
  return new Preview(sources).workflow(question, { prefix: '', way: [] });
}

/** A planned workflow whose steps are shown. */
interface ShownWorkflow extends PreviewQuestion {
  /** Whether the nodes have different shells, so that the text of a step differs between nodes. */
  readonly hasSeveralShells: boolean;
}

interface Place {
  /** Text before the number of a step in `stepctx`, such as `2/` for the steps of the job that step 2 refers to. */
  readonly prefix: string;
  /** The referring jobs, the outermost first. */
  readonly way: readonly PathJob[];
}

class Preview {
  readonly #sources: PreviewSources;
  #workflows = 0;

  constructor(sources: PreviewSources) {
    this.#sources = sources;
  }

  async workflow(question: PreviewQuestion, place: Place): Promise<WorkflowPreview> {
    const { job, id, project, plan } = question;
    this.#workflows += 1;
    const { dispatch } = plan;
    const way = [...place.way, { id: id ?? jobPath(job), path: jobPath(job) }];
    const turns = plannedOrder(plan, MOST_TURNS + 1);
    const shells = new Set<ShellFamily>();
    await inSlices(eachSliced(dispatch.nodes, (node) => shells.add(shellOn(node, dispatch))));
    const shown = { ...question, hasSeveralShells: shells.size > 1 };
    const steps: StepPreview[] = [];
    for (const [index, step] of plan.steps.entries()) {
      steps.push(await this.#step(step, `${place.prefix}${index + 1}`, shown, way));
    }
    return {
      job: { ...(id === undefined ? {} : { id }), name: job.name, group: job.group ?? '', project },
      ...pickShape(WorkflowFacts, plan),
      nodes: await this.#nodes(plan, project),
      ...pickShape(DispatchFacts, dispatch),
      runners: await this.#sources.runners(plan.target, project),
      ...(plan.automatic === true ? { automatic: true } : {}),
      steps,
      order: turns.slice(0, MOST_TURNS).map(({ step, column }) => ({
        stepctx: `${place.prefix}${step + 1}`,
        ...nodeAt(dispatch.nodes, column),
      })),
      ...(turns.length > MOST_TURNS ? { cut: true } : {}),
    };
  }

  /** Returns the nodes to display. Evaluates each distinct target once. */
  async #nodes(plan: WorkflowPlan, project: string): Promise<PreviewNode[]> {
    const { target: own, dispatch } = plan;
    const ownKey = targetKey(own);
    const targets = new Map<string, OperationTarget>();
    const placed = await inSlices(
      mapSliced(dispatch.nodes, (node) => {
        const target = (node.kind === 'inventory' ? node.target : undefined) ?? own;
        const key = target === own ? ownKey : targetKey(target);
        if (key !== ownKey) targets.set(key, target);
        return { preview: nodePreview(node, plan), key };
      }),
    );
    const asked = new Map<string, PreviewRunners>();
    for (const [key, target] of targets) asked.set(key, await this.#sources.runners(target, project));
    return placed.map(({ preview, key }) => {
      const runners = asked.get(key);
      return runners === undefined ? preview : { ...preview, runners };
    });
  }

  async #step(
    step: PlanStep,
    stepctx: string,
    shown: ShownWorkflow,
    way: readonly PathJob[],
  ): Promise<StepPreview> {
    const preview: StepPreview = { ...stepPreview(step, stepctx, shown) };
    if (step.kind === 'reference') Object.assign(preview, await this.#referred(step, stepctx, shown, way));
    if (step.kind === 'conditional') {
      preview.steps = [];
      for (const [index, sub] of step.steps.entries()) {
        preview.steps.push(await this.#step(sub, `${stepctx}/${index + 1}`, shown, way));
      }
    }
    if (step.errorHandler !== undefined) {
      preview.errorHandler = await this.#step(step.errorHandler.step, `${stepctx}e`, shown, way);
    }
    return preview;
  }

  async #referred(
    { reference, perNode }: PlanStep & { kind: 'reference' },
    stepctx: string,
    { plan, project, inventory, config, secureValues, automatic }: PreviewQuestion,
    way: readonly PathJob[],
  ): Promise<{ workflow: WorkflowPreview } | { problem: string }> {
    if (dependsOnRun(reference.args) || dependsOnRun(reference.nodes?.filter ?? '')) {
      return { problem: 'Its options depend on values that earlier steps capture.' };
    }
    if (this.#workflows >= MOST_WORKFLOWS) return { problem: 'There are too many jobs to show.' };
    const found = await this.#sources.find(reference, project);
    if (found === undefined) return { problem: 'There is no such job, or you may not see it.' };
    const problem = referenceProblem(way, {
      id: found.id ?? jobPath(found.job),
      path: jobPath(found.job),
    });
    if (problem !== undefined) return { problem };
    const [first] = plan.dispatch.nodes;
    const planned = await planReference(
      {
        ...found,
        ...(reference.childNodes ? {} : { inventory, config }),
        automatic,
        id: found.id ?? '',
        reference,
        referring: {
          values: perNode ? valuesOn(plan.values, first) : plan.values,
          secureValues,
          target: plan.target,
          automatic: plan.automatic,
          nodes: plan.dispatch.nodes,
        },
        random: this.#sources.random,
        ...(this.#sources.patterns === undefined ? {} : { patterns: this.#sources.patterns }),
      },
      this.#sources.resolve,
    );
    if (planned.kind === 'failed') return { problem: planned.reason.message };
    const { kind: _, ...shown } = planned;
    return {
      workflow: await this.workflow({ ...found, ...shown, automatic }, { prefix: `${stepctx}/`, way }),
    };
  }
}

function stepPreview(
  step: PlanStep,
  stepctx: string,
  { plan, hasSeveralShells }: ShownWorkflow,
): StepPreview {
  const { values, dispatch } = plan;
  const [first] = dispatch.nodes;
  const textOn = (node: PlanNode | undefined) =>
    stepText(step, valuesOn(values, node), shellOn(node, dispatch));
  const differs = step.perNode && dispatch.nodes.length > 1 && (hasSeveralShells || dependsOnNode(step));
  return {
    stepctx,
    label: step.label,
    kind: step.kind === 'operation' ? step.template.kind : step.kind,
    text: step.perNode ? textOn(first) : stepText(step, values),
    pty: step.kind === 'operation' && step.pty,
    perNode: step.perNode,
    ...(differs
      ? {
          nodes: dispatch.nodes.slice(0, MOST_NODE_TEXTS).map((node) => ({
            node: node.name ?? '',
            text: textOn(node),
          })),
        }
      : {}),
  };
}

function valuesOn(values: OperationValues, node: PlanNode | undefined): OperationValues {
  return node === undefined ? values : { ...values, node: nodeValuesOf(node, '') };
}

function nodePreview(node: PlanNode, { dispatch, values }: WorkflowPlan): PreviewNode {
  if (node.kind === 'runner-host')
    return { ...(node.name === undefined ? {} : { name: node.name }), tags: [] };
  const address = sshAddress(node, dispatch, values);
  const { name, tags, executor } = node;
  return { name, tags: [...tags], executor, ...(address === undefined ? {} : { address }) };
}

function nodeAt(nodes: readonly PlanNode[], column: number | undefined): { node?: string } {
  const name = column === undefined ? undefined : nodes[column]?.name;
  return name === undefined ? {} : { node: name };
}
