import type { OperationGranted, OperationWaiting } from '../events/events.ts';
import { mapSet } from '../maps/number-map.ts';
import { stepLabel, whereabouts } from '../state/describe.ts';
import { change, changeWorkflow, command, type EngineDraft, workflowOf, writeLine } from '../state/draft.ts';
import {
  changeRun,
  type OpenOperation,
  openOperation,
  stopWaiting,
  waitEndsAt,
} from '../state/open-operation.ts';
import { columnAt, columnIndexOf, planNodeAt } from '../state/places.ts';
import { type Place, sequenceOf } from '../state/state.ts';
import { REASONS } from '../state/verdict.ts';
import { columnOfJob } from '../values/step-data.ts';
import { rememberReplica } from './affinity.ts';

export function operationWaiting(draft: EngineDraft, event: OperationWaiting): void {
  const operation = openOperation(draft.state, sequenceOf(event.operationId));
  if (operation === undefined || operation.attempt.grantee !== undefined) return;
  if (draft.state.waiting?.message === event.why) return;
  const waiting = { code: REASONS.waiting, message: event.why };
  change(draft, { waiting });
  const subject = { ...whereabouts(draft.state, operation.place), operationId: event.operationId };
  const until = waitEndsAt(draft.state);
  const reason = { ...waiting, ...(until === undefined ? {} : { until }) };
  writeLine(draft, `waiting: ${event.why}`, { type: 'waiting', reason }, subject);
}

/**
 * Applies the first grant of an operation. A grant of an operation that is already granted or ended changes nothing.
 */
export function operationGranted(draft: EngineDraft, event: OperationGranted): void {
  const operation = openOperation(draft.state, sequenceOf(event.operationId));
  if (operation === undefined || operation.attempt.grantee !== undefined) return;
  const { grantee, time, operationId } = event;
  const { place } = operation;
  stopWaiting(draft, operation.attempt);
  command(draft, { type: 'withdraw', operationId });
  const named = nameColumns(draft, place, grantee.runnerName);
  const attempt = { ...operation.attempt, grantee, grantedAt: time };
  changeRun(draft, place, { attempt: named.length === 0 ? attempt : { ...attempt, named } });
  change(draft, {
    current: { operationId, grantee },
    running: mapSet(draft.state.running, operation.attempt.sequence, true),
  });
  const where = whereabouts(draft.state, place);
  const workflow = workflowOf(draft.state, place.workflow);
  const node = planNodeAt(workflow, columnIndexOf(workflow.plan, place.cell));
  rememberReplica(draft, node, grantee);
  const host = node.kind === 'inventory' ? node.name : grantee.runnerName;
  const started = {
    type: 'step-started',
    operation: operationId,
    stepctx: where.stepctx,
    label: stepLabel(draft.state, place),
    node: where.node,
    runner: grantee.runnerId,
    runnerName: grantee.runnerName,
    replica: grantee.replicaId,
  } as const;
  const message = `step ${where.stepctx} on ${host} (${grantee.replicaId})`;
  writeLine(draft, message, started, { ...where, operationId });
}

/**
 * Names the node's columns after the first runner that takes a step there, in this workflow and in the workflow of the
 * job. Returns the ids of the changed workflows.
 */
function nameColumns(draft: EngineDraft, place: Place, name: string): number[] {
  const workflow = workflowOf(draft.state, place.workflow);
  const here = { workflow, column: columnIndexOf(workflow.plan, place.cell) };
  const ofJob = columnOfJob(draft.state, here);
  const named: number[] = [];
  for (const { workflow: one, column: at } of ofJob.workflow === workflow ? [here] : [here, ofJob]) {
    const column = columnAt(one, at);
    if (column.name !== undefined) continue;
    changeWorkflow(draft, one.id, { columns: mapSet(one.columns, at, { ...column, name }) });
    named.push(one.id);
  }
  return named;
}

/** Undoes {@link nameColumns} for an attempt. */
export function unnameColumns(draft: EngineDraft, { place, attempt: { named = [] } }: OpenOperation): void {
  const workflow = workflowOf(draft.state, place.workflow);
  const here = { workflow, column: columnIndexOf(workflow.plan, place.cell) };
  for (const { workflow: one, column: at } of [here, columnOfJob(draft.state, here)]) {
    if (!named.includes(one.id)) continue;
    const { name: _, ...column } = columnAt(one, at);
    changeWorkflow(draft, one.id, { columns: mapSet(one.columns, at, column) });
  }
}
