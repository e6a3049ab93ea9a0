import type { OperationEnd } from '../../../protocol/entities/operation-end.ts';
import { endRun } from '../ends/end-run.ts';
import { finishStopped } from '../ends/finish.ts';
import type { Grantee, OperationEnded } from '../events/events.ts';
import { mapSet } from '../maps/number-map.ts';
import { subjectOf, whereabouts } from '../state/describe.ts';
import { change, changeWorkflow, type EngineDraft, workflowOf, writeLine } from '../state/draft.ts';
import {
  changeRun,
  closeOperation,
  findAttempt,
  type OpenOperation,
  openOperation,
} from '../state/open-operation.ts';
import { columnAt, columnIndexOf } from '../state/places.ts';
import { type Attempt, type Place, sequenceOf } from '../state/state.ts';
import { REASONS, type Verdict, verdictOf } from '../state/verdict.ts';
import { capture } from '../values/capture.ts';
import { columnOfJob } from '../values/step-data.ts';
import { giveBack, isGivenBack } from './give-back.ts';

/**
 * Applies the first end of an operation. If the replica did not report that end, its first later report is recorded as
 * `late` and changes nothing else. All other ends change nothing.
 */
export function operationEnded(draft: EngineDraft, event: OperationEnded): void {
  const sequence = sequenceOf(event.operationId);
  const operation = openOperation(draft.state, sequence);
  if (operation === undefined) {
    keepLate(draft, sequence, event);
    return;
  }
  const { attempt, place } = operation;
  if (attempt.grantee === undefined || !speaksFor(event, attempt.grantee)) return;
  const ended: OpenOperation = {
    place,
    attempt: {
      ...attempt,
      end: event.end,
      endedAt: event.time,
      reported: event.by !== undefined,
      ...(event.outputBytes === undefined ? {} : { outputBytes: event.outputBytes }),
    },
  };
  closeOperation(draft, ended);
  if (event.end.kind === 'not-started' && isGivenBack(draft, ended)) {
    giveBack(draft, ended, event.end.problem);
    return;
  }
  const verdict = verdictOf(meaningOf(event.end, draft, attempt), subjectOf(draft.state, place));
  if (event.end.kind === 'exited') keepExitCode(draft, place, event.end.exitCode);
  logEnded(draft, place, event, verdict);
  if (event.data !== undefined) capture(draft, place, event.data);
  endRun(draft, place, verdict);
  if (draft.state.stopping === undefined || draft.state.running.size > 0) return;
  const isExpected = verdict.kind === 'succeeded' || verdict.reason.code === REASONS.cancelled;
  finishStopped(draft, isExpected ? '' : verdict.reason.message);
}

/** Returns the end, or `cancelled` for a step that was cancelled before it started. */
function meaningOf(end: OperationEnd, { state }: EngineDraft, { cancel }: Attempt): OperationEnd {
  const isCancelled = state.stopping !== undefined || cancel !== undefined;
  return end.kind === 'not-started' && isCancelled ? { kind: 'cancelled' } : end;
}

function logEnded(draft: EngineDraft, place: Place, event: OperationEnded, verdict: Verdict): void {
  const isCut = draft.state.stopping !== undefined && verdict.kind !== 'succeeded';
  const { operationId, end } = event;
  const reason = verdict.kind === 'succeeded' ? undefined : verdict.reason;
  const where = whereabouts(draft.state, place);
  const ended = {
    type: 'step-ended',
    operation: operationId,
    stepctx: where.stepctx,
    status: isCut ? 'aborted' : verdict.kind,
    ...(end.kind === 'exited' ? { exitCode: end.exitCode } : {}),
    ...(reason === undefined ? {} : { reason }),
  } as const;
  const message = reason?.message ?? `${subjectOf(draft.state, place)} succeeded.`;
  writeLine(draft, message, ended, { ...where, operationId });
}

function keepExitCode(draft: EngineDraft, place: Place, exitCode: number): void {
  change(draft, { exitCode });
  const workflow = workflowOf(draft.state, place.workflow);
  const ofJob = columnOfJob(draft.state, { workflow, column: columnIndexOf(workflow.plan, place.cell) });
  const column = { ...columnAt(ofJob.workflow, ofJob.column), exitCode };
  changeWorkflow(draft, ofJob.workflow.id, {
    columns: mapSet(ofJob.workflow.columns, ofJob.column, column),
  });
}

function keepLate(draft: EngineDraft, sequence: number, event: OperationEnded): void {
  const operation = findAttempt(draft.state, sequence);
  if (operation === undefined || event.by === undefined) return;
  const { attempt, place } = operation;
  if (attempt.grantee === undefined || !speaksFor(event, attempt.grantee)) return;
  if (attempt.reported === true || attempt.late !== undefined) return;
  changeRun(draft, place, { attempt: { ...attempt, late: event.end } });
}

/**
 * Returns whether the end is from the grantee's replica or the coordinator. Any instance of the replica is accepted:
 * the keeper that replaces a dead keeper reports how the steps of the dead keeper ended.
 */
function speaksFor({ by }: OperationEnded, grantee: Grantee): boolean {
  return by === undefined || by.replicaId === grantee.replicaId;
}
