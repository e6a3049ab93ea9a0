import { nodesUnmatched } from '../../../job-language/plan/automatic-dispatch.ts';
import { targetsOf } from '../../../job-language/plan/targets-of.ts';
import type { WorkflowPlan } from '../../../job-language/plan/workflow-plan.ts';
import { chooseRunner } from '../../../job-language/runner-choice/choose-runner.ts';
import { explainNoMatch } from '../../../job-language/runner-choice/explain-choice.ts';
import type { Project } from '../../../protocol/entities/project.ts';
import { projectDispatch } from '../../../protocol/entities/project-dispatch.ts';
import type { Replica } from '../../../protocol/entities/replica.ts';
import type { Runner } from '../../../protocol/entities/runner.ts';
import { OutrunnerError } from '../../../protocol/errors/outrunner-error.ts';

/**
 * Checks that each target of a plan has a runner. Throws `no-local-runner`, `project-runners-disabled`, or
 * `no-runner-matches` with the number of runners for each tag.
 * @param job path of the job, for the message
 */
export function requireRunners(
  { runners, replicas }: { readonly runners: readonly Runner[]; readonly replicas: readonly Replica[] },
  { name: project, dispatch }: Pick<Project, 'name' | 'dispatch'>,
  plan: WorkflowPlan,
  job: string,
): void {
  const candidates = runners.map((runner) => ({ ...runner, isLocal: runner.local }));
  for (const target of targetsOf(plan)) {
    const choice = chooseRunner({ target, project, runners: candidates, replicas: [], hosts: replicas });
    if (choice.kind === 'no-runner-matches') {
      throw new OutrunnerError('no-runner-matches', { project, detail: explainNoMatch(choice) });
    }
    if (choice.kind === 'created' && !projectDispatch({ dispatch }).runnersEnabled)
      throw new OutrunnerError('project-runners-disabled', { project });
    if (choice.runners.length === 0) throw withoutLocalRunner(plan, job);
  }
}

/** Returns the error for a missing Local Runner. If some nodes have a runner, the error lists those without one. */
function withoutLocalRunner({ automatic, dispatch }: WorkflowPlan, job: string): OutrunnerError {
  const nodes = dispatch.nodes.filter((node) => node.kind === 'inventory');
  const local = nodes.filter(({ target }) => target?.kind === 'local');
  return automatic === true && local.length > 0 && local.length < nodes.length
    ? nodesUnmatched(
        job,
        local.map(({ name }) => name),
      )
    : new OutrunnerError('no-local-runner', { job });
}
