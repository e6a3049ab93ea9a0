import type { ConnectionState } from '../connection/connection-state.ts';
import { VIEWS } from '../ids/views.ts';
import type { Model } from '../model/model.ts';

/** What stands above the rows of a view, where they alone would mislead; empty: nothing. */
export function viewMessage(view: string, state: ConnectionState['kind'], model: Model): string {
  if (state === 'unreachable') return isEmpty(model) ? '' : 'Not reachable; shown as last known.';
  if (state !== 'connected') return '';
  if (view === VIEWS.runners && !model.runnersEnabled && model.runners.length > 0)
    return 'Created runners are switched off and take no work. “Enable Runners” switches them on.';
  if (view === VIEWS.executions && !model.isActive)
    return 'The coordinator is passive: nothing new runs. “Execution Mode…” makes it active.';
  return '';
}

function isEmpty({ runners, projects, jobs, keys, executions }: Model): boolean {
  return [runners, projects, jobs, keys, executions].every((list) => list.length === 0);
}
