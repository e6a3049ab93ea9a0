import type { ConnectionState } from '../connection/connection-state.ts';
import { VIEWS } from '../ids/views.ts';
import type { Model } from '../model/model.ts';

/** Returns the message above the rows of a view, or an empty string. */
export function viewMessage(view: string, state: ConnectionState['kind'], model: Model): string {
  if (state !== 'connected')
    return view === VIEWS.runners && isEmpty(model) ? '' : disconnectedText(state, model);
  if (view === VIEWS.runners && !model.runnersEnabled && model.runners.length > 0)
    return 'Created runners are switched off and take no work. Run “Enable Runners” to switch them on.';
  if (view === VIEWS.executions && !model.isActive)
    return 'The coordinator is passive and starts no executions. Run “Set Execution Mode…” to make it active.';
  return '';
}

function disconnectedText(state: ConnectionState['kind'], model: Model): string {
  if (state === 'none') return '';
  const problem = state === 'refused' ? 'Not connected.' : 'Not connected. Reconnecting…';
  return isEmpty(model) ? problem : `${problem} Showing the last known state.`;
}

function isEmpty({ runners, projects, jobs, keys, executions }: Model): boolean {
  return [runners, projects, jobs, keys, executions].every((list) => list.length === 0);
}
