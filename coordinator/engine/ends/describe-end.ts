import { subjectOf, whereabouts } from '../state/describe.ts';
import { type EngineDraft, workflowOf, writeNote } from '../state/draft.ts';
import { cellAt, plannedAt, runOf } from '../state/places.ts';
import type { Place } from '../state/state.ts';
import type { Verdict } from '../state/verdict.ts';

/** Logs the result of a step that was not an operation. Operations log a `step-ended` line of their own. */
export function describeEnd(draft: EngineDraft, place: Place, verdict: Verdict): void {
  const run = runOf(cellAt(workflowOf(draft.state, place.workflow), place.cell), place.inHandler);
  if (run?.attempt !== undefined) return;
  const { kind } = plannedAt(draft.state, place);
  const isOwn = kind === 'conditional' && run?.child !== undefined;
  if (isOwn) return;
  const message = verdict.reason?.message ?? `${subjectOf(draft.state, place)} ${verdict.kind}.`;
  writeNote(draft, message, whereabouts(draft.state, place));
}
