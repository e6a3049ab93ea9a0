import { emptyMap, mapSet } from '../maps/number-map.ts';
import { change, changeWorkflow, command, type EngineDraft } from '../state/draft.ts';
import { changeRun } from '../state/open-operation.ts';
import { prefixBelow } from '../state/places.ts';
import type { Place, Workflow } from '../state/state.ts';

type NewWorkflow = Pick<
  Workflow,
  'kind' | 'plan' | 'job' | 'secretScope' | 'secureOptions' | 'depth' | 'notifications'
> &
  Partial<Pick<Workflow, 'columns'>>;

/** Returns a workflow in which no step has started. */
export function newWorkflow(id: number, prefix: string, startedAt: number, given: NewWorkflow): Workflow {
  return {
    id,
    prefix,
    startedAt,
    failed: 0,
    cells: emptyMap(),
    columns: emptyMap(),
    sections: emptyMap(),
    nextStep: 0,
    closed: false,
    steps: emptyMap(),
    captured: emptyMap(),
    merged: emptyMap(),
    ...given,
  };
}

/** Starts a workflow below the step at `place`. The result of the workflow becomes that of the step. */
export function addWorkflow(
  draft: EngineDraft,
  place: Place,
  { timeoutSeconds, ...given }: NewWorkflow & { readonly timeoutSeconds?: number | undefined },
): void {
  const id = draft.state.workflows.size;
  const workflow = newWorkflow(id, prefixBelow(draft.state, place), draft.time, given);
  change(draft, { workflows: mapSet(draft.state.workflows, id, { ...workflow, parent: place }) });
  changeRun(draft, place, { child: id });
  if (timeoutSeconds !== undefined) {
    const at = draft.time + timeoutSeconds * 1000;
    const timer = command(draft, { type: 'set-timer', purpose: 'workflow-timeout', at, workflow: id });
    changeWorkflow(draft, id, { timeout: { seconds: timeoutSeconds, timer } });
  }
  if (given.notifications !== undefined) command(draft, { type: 'notify', workflow: id, at: 'start' });
  draft.agenda.push({ do: 'begin-workflow', workflow: id });
}
