import type { Settings } from '../../protocol/entities/settings.ts';
import {
  type CoordinatorDraft,
  coordinatorOf,
  settingsOf,
} from '../store/definitions/coordinator-definitions.ts';

/** Stores settings. If they change the execution mode, cancels the planned change of it. Returns the settings. */
export function putSettings(draft: CoordinatorDraft, settings: Settings): Settings {
  if (settingsOf(draft).executionMode.active !== settings.executionMode.active) removePlannedMode(draft);
  return draft.put('settings', 'settings', settings);
}

/** Sets the execution mode, and cancels a planned change unless the mode is the same as before. */
export function putExecutionMode(draft: CoordinatorDraft, active: boolean): void {
  putSettings(draft, { ...settingsOf(draft), executionMode: { active } });
}

/** Removes the planned change of the execution mode. */
export function removePlannedMode(draft: CoordinatorDraft): void {
  const { plannedMode, ...coordinator } = coordinatorOf(draft);
  if (plannedMode !== undefined) draft.put('coordinator', 'coordinator', coordinator);
}
