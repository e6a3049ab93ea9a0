import { jobReference } from '../../job-language/format/job-ref.ts';
import type { Step } from '../../job-language/format/step.ts';
import type { JobReference } from '../../job-language/plan/job-reference.ts';
import type { WorkflowTreeStep } from '../../protocol/routes/shapes/workflow-tree.ts';

/** Levels of jobs in a workflow tree, including the job itself, as in Rundeck. */
export const WORKFLOW_TREE_DEPTH = 3;

/**
 * Maximum number of steps in a workflow tree, not counting error handlers. Jobs that refer to each other many times
 * could exhaust the memory.
 */
const MOST_STEPS = 10_000;

/** A job that the caller may read, with its steps. */
export interface TreeJob {
  readonly id: string;
  readonly project: string;
  readonly steps: readonly Step[];
}

/** Returns the referenced job of a project, if it exists and the caller may read it. */
export type FindTreeJob = (reference: JobReference, project: string) => Promise<TreeJob | undefined>;

/**
 * Describes the steps of a job, and those of referenced jobs down to {@link WORKFLOW_TREE_DEPTH} levels. Each step
 * is described by its kind and its description, without its command, script or configuration.
 */
export async function workflowTree(job: TreeJob, find: FindTreeJob): Promise<WorkflowTreeStep[]> {
  let left = MOST_STEPS;
  const stepsOf = async ({ steps, project }: TreeJob, depth: number): Promise<WorkflowTreeStep[]> => {
    const described: WorkflowTreeStep[] = [];
    for (const step of steps) {
      if (left === 0) break;
      left -= 1;
      described.push(await stepOf(step, project, depth));
    }
    return described;
  };
  const stepOf = async (step: Step, project: string, depth: number): Promise<WorkflowTreeStep> => {
    const { errorhandler, subSteps, jobref } = step;
    const found =
      jobref === undefined || depth === WORKFLOW_TREE_DEPTH
        ? undefined
        : await find(jobReference(jobref), project);
    return {
      ...actionOf(step),
      ...(step.description === undefined ? {} : { description: step.description }),
      ...(errorhandler === undefined ? {} : { errorhandler: await stepOf(errorhandler, project, depth) }),
      ...(subSteps === undefined
        ? {}
        : { subSteps: await stepsOf({ id: '', project, steps: subSteps }, depth) }),
      ...(found === undefined ? {} : { jobId: found.id, workflow: await stepsOf(found, depth + 1) }),
    };
  };
  return stepsOf(job, 1);
}

function actionOf({ exec, script, scriptfile, scripturl, jobref, type, nodeStep }: Step): WorkflowTreeStep {
  if (exec !== undefined) return { exec: 'exec' };
  if (script !== undefined) return { script: 'script' };
  if (scriptfile !== undefined) return { scriptfile: 'scriptfile' };
  if (scripturl !== undefined) return { scripturl: 'scripturl' };
  if (jobref === undefined) return { ...(type === undefined ? {} : { type }), nodeStep: nodeStep === true };
  const { uuid, group = '', name = '', project } = jobref;
  return {
    jobref: {
      group,
      name,
      ...(project === undefined ? {} : { project }),
      ...(uuid === undefined ? {} : { uuid }),
      ...(jobref.nodeStep === true ? { nodeStep: 'true' } : {}),
    },
  };
}
