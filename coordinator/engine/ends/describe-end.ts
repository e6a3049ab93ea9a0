import { subjectOf, whereabouts } from '../state/describe.ts';
import { type EngineDraft, workflowOf, writeNote } from '../state/draft.ts';
import { cellAt, plannedAt, runOf } from '../state/places.ts';
import type { Place } from '../state/state.ts';
import type { Verdict } from '../state/verdict.ts';

/**
 * Logs the result of a step. Does nothing for an operation, which logs a `step-ended` line, and for a conditional whose
 * steps were started, because those steps log their own results.
 */
export function describeEnd(draft: EngineDraft, place: Place, verdict: Verdict): void {
  const run = runOf(cellAt(workflowOf(draft.state, place.workflow), place.cell), place.inHandler);
  if (run?.attempt !== undefined) return;
  const { kind } = plannedAt(draft.state, place);
  if (kind === 'conditional' && run?.child !== undefined) return;
  const message = verdict.reason?.message ?? `${subjectOf(draft.state, place)} ${verdict.kind}.`;
  writeNote(draft, message, whereabouts(draft.state, place));
}
