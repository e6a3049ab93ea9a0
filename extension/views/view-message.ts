import * as l10n from '@vscode/l10n';
import type { ConnectionState } from '../connection/connection-state.ts';
import { VIEWS } from '../ids/views.ts';
import type { Model } from '../model/model.ts';

/** Returns the message above the rows of a view, or an empty string. */
export function viewMessage(view: string, state: ConnectionState['kind'], model: Model): string {
  if (state !== 'connected')
    return view === VIEWS.runners && isEmpty(model) ? '' : disconnectedText(state, model);
  if (view === VIEWS.runners && !model.runnersEnabled && model.runners.length > 0)
    return l10n.t(
      'Created runners are switched off and take no work. Run “Enable Runners” to switch them on.',
    );
  if (view === VIEWS.executions && !model.isActive)
    return l10n.t(
      'The coordinator is passive and starts no executions. Run “Set Execution Mode…” to make it active.',
    );
  return '';
}

function disconnectedText(state: ConnectionState['kind'], model: Model): string {
  if (state === 'none') return '';
  if (isEmpty(model))
    return state === 'refused' ? l10n.t('Not connected.') : l10n.t('Not connected. Reconnecting…');
  return state === 'refused'
    ? l10n.t('Not connected. Showing the last known state.')
    : l10n.t('Not connected. Reconnecting… Showing the last known state.');
}

function isEmpty({ runners, projects, jobs, keys, executions }: Model): boolean {
  return [runners, projects, jobs, keys, executions].every((list) => list.length === 0);
}
