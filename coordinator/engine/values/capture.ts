import { mapGet, mapSet } from '../maps/number-map.ts';
import { whereabouts } from '../state/describe.ts';
import { change, changeWorkflow, type EngineDraft, workflowOf, writeNote } from '../state/draft.ts';
import { columnIndexOf } from '../state/places.ts';
import type { Place } from '../state/state.ts';
import { columnOfJob } from './step-data.ts';

/** Limits of captured values, in bytes: per step on a node, and per execution. */
const MOST_OF_STEP = 64 * 1024;
const MOST_OF_EXECUTION = 1024 * 1024;

type Values = Readonly<Record<string, string>>;

/** Stores the values that log filters captured, up to the limits. Logs how many values were dropped. */
export function capture(draft: EngineDraft, place: Place, data: Values): void {
  const kept: Record<string, string> = {};
  let bytes = 0;
  let dropped = 0;
  const room = Math.min(MOST_OF_STEP, MOST_OF_EXECUTION - draft.state.capturedBytes);
  for (const [key, value] of Object.entries(data)) {
    const size = Buffer.byteLength(key) + Buffer.byteLength(value);
    if (bytes + size > room) {
      dropped += 1;
      continue;
    }
    kept[key] = value;
    bytes += size;
  }
  if (bytes > 0) keep(draft, place, kept, bytes);
  if (dropped === 0) return;
  const what = dropped === 1 ? '1 captured value was' : `${dropped} captured values were`;
  const limits = `${MOST_OF_STEP} bytes for a step on a node and ${MOST_OF_EXECUTION} bytes for an execution`;
  writeNote(draft, `${what} dropped: the limit is ${limits}.`, whereabouts(draft.state, place));
}

/** Stores the values in the step's own workflow and in the workflow of its job. */
function keep(draft: EngineDraft, place: Place, kept: Values, bytes: number): void {
  change(draft, { capturedBytes: draft.state.capturedBytes + bytes });
  const workflow = workflowOf(draft.state, place.workflow);
  const column = columnIndexOf(workflow.plan, place.cell);
  const captured = { ...mapGet(workflow.captured, place.cell), ...kept };
  changeWorkflow(draft, workflow.id, { captured: mapSet(workflow.captured, place.cell, captured) });
  const ofJob = columnOfJob(draft.state, { workflow, column });
  const owners = ofJob.workflow.id === workflow.id ? [ofJob] : [{ workflow, column }, ofJob];
  for (const owner of owners) {
    const { merged } = workflowOf(draft.state, owner.workflow.id);
    const values = { ...mapGet(merged, owner.column), ...kept };
    changeWorkflow(draft, owner.workflow.id, { merged: mapSet(merged, owner.column, values) });
  }
}
