import type { JobIdentity, ReferenceResolved, ResolvedWorkflow } from '../events/events.ts';
import { mapDelete, mapGet } from '../maps/number-map.ts';
import { subjectOf, whereabouts } from '../state/describe.ts';
import { change, type EngineDraft, settle, workflowOf, writeNote } from '../state/draft.ts';
import { putRun } from '../state/open-operation.ts';
import { cellAt, runOf } from '../state/places.ts';
import type { ExecutionState, Place } from '../state/state.ts';
import { failed, REASONS, sentence } from '../state/verdict.ts';
import { addWorkflow } from './add-workflow.ts';

/** Maximum jobs in a chain of references. */
const MOST_DEPTH = 50;

/**
 * Applies the first answer to a `resolve-reference`. Later answers, and answers to a command that was dropped, change
 * nothing.
 */
export function referenceResolved(draft: EngineDraft, { command, resolution }: ReferenceResolved): void {
  const place = mapGet(draft.state.resolving, command);
  if (place === undefined || draft.state.stopping !== undefined) return;
  settle(draft, command);
  change(draft, { resolving: mapDelete(draft.state.resolving, command) });
  const run = runOf(cellAt(workflowOf(draft.state, place.workflow), place.cell), place.inHandler);
  if (run === undefined) return;
  const { resolving: _, ...resolved } = run;
  putRun(draft, place, resolved);
  const subject = subjectOf(draft.state, place);
  if (resolution.kind === 'workflow') {
    enter(draft, place, command, resolution);
    return;
  }
  if (resolution.kind === 'failed') {
    const { code, message } = resolution.reason;
    const verdict = failed(code, `${subject} failed: ${sentence(message)}`);
    draft.agenda.push({ do: 'end-run', place, verdict });
    return;
  }
  const message = `${subject} was skipped: ${sentence(resolution.reason)}`;
  const reason = { code: REASONS.skipped, message };
  draft.agenda.push({ do: 'end-run', place, verdict: { kind: 'succeeded', reason } });
}

function enter(
  draft: EngineDraft,
  place: Place,
  command: number,
  { job, plan, secureOptions, notifications, timeoutSeconds }: ResolvedWorkflow,
): void {
  const above = jobsAbove(draft.state, place);
  const names = [...above, job].map(jobPath).join(' → ');
  const subject = subjectOf(draft.state, place);
  const isLoop = above.some(({ id }) => id === job.id);
  if (isLoop || above.length >= MOST_DEPTH) {
    const problem = isLoop
      ? 'the job refers to itself'
      : `the chain of job references is longer than ${MOST_DEPTH}`;
    const verdict = failed(REASONS.jobFailed, `${subject} failed: ${problem}: ${names}.`);
    draft.agenda.push({ do: 'end-run', place, verdict });
    return;
  }
  const message = `step ${whereabouts(draft.state, place).stepctx} runs job ${jobPath(job)}`;
  writeNote(draft, message, whereabouts(draft.state, place));
  const depth = workflowOf(draft.state, place.workflow).depth + 1;
  addWorkflow(draft, place, {
    kind: 'job',
    job,
    plan,
    secretScope: command,
    secureOptions,
    depth,
    timeoutSeconds,
    ...(notifications === undefined ? {} : { notifications }),
  });
}

/** Returns the jobs that contain a place, outermost first. */
function jobsAbove(state: ExecutionState, place: Place): JobIdentity[] {
  const jobs: JobIdentity[] = [];
  for (let at: { readonly workflow: number } | undefined = place; at !== undefined; ) {
    const workflow = workflowOf(state, at.workflow);
    if (workflow.kind === 'job' && workflow.job !== undefined) jobs.unshift(workflow.job);
    at = workflow.parent;
  }
  return jobs;
}

function jobPath({ group, name }: JobIdentity): string {
  return group === '' ? name : `${group}/${name}`;
}
