import { changeWorkflow, command, type EngineDraft, settle, workflowOf } from '../state/draft.ts';
import type { Outcome, Workflow } from '../state/state.ts';
import { REASONS, sentence, type Verdict } from '../state/verdict.ts';
import { workflowFailure } from './failure.ts';
import { finishRoot } from './finish.ts';

/** Ends a workflow, and with it the execution or the parent step. */
export function endWorkflow(draft: EngineDraft, id: number): void {
  const before = workflowOf(draft.state, id);
  const workflow = changeWorkflow(draft, id, { endedAt: draft.time, outcome: outcomeOf(before) });
  const { parent } = workflow;
  settle(draft, workflow.timeout?.timer);
  if (workflow.notifications !== undefined) command(draft, { type: 'notify', workflow: id, at: 'end' });
  if (parent === undefined) finishRoot(draft);
  else draft.agenda.push({ do: 'end-run', place: parent, verdict: verdictOn(workflow) });
}

function outcomeOf({ failed, unknown }: Workflow): Outcome {
  if (unknown !== undefined) return 'unknown';
  return failed === 0 ? 'succeeded' : 'failed';
}

/**
 * Returns the verdict on the parent step. The failure of a referenced job becomes `JobFailed`. The failure of a
 * conditional, and `NoMatchedNodes`, remain unchanged.
 */
function verdictOn(workflow: Workflow): Verdict {
  const { kind, job, unknown, failed } = workflow;
  const failure = workflowFailure(workflow);
  if (unknown !== undefined) return { kind: 'unknown', reason: unknown };
  if (failed === 0 || failure === undefined) return { kind: 'succeeded' };
  if (kind === 'conditional' || failure.code === REASONS.noMatchedNodes) {
    return { kind: 'failed', reason: failure };
  }
  const name = job === undefined ? '' : ` ${job.group === '' ? '' : `${job.group}/`}${job.name}`;
  const message = `Job${name} failed: ${sentence(failure.message)}`;
  return { kind: 'failed', reason: { code: REASONS.jobFailed, message } };
}
