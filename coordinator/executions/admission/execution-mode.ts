import type { ProjectModeKind } from '../../../protocol/entities/planned-mode.ts';
import { isModeDisabled } from '../../../protocol/entities/planned-mode.ts';
import { OutrunnerError } from '../../../protocol/errors/outrunner-error.ts';
import type { ProjectName } from '../../../protocol/ids.ts';
import { type CoordinatorSnapshot, settingsOf } from '../../store/definitions/coordinator-definitions.ts';

/**
 * Throws if the coordinator is passive, or the project disables executions.
 *
 * @throws execution-mode-passive, project-executions-disabled
 */
export function requireExecutionsEnabled(snapshot: CoordinatorSnapshot, project: ProjectName): void {
  if (!settingsOf(snapshot).executionMode.active) throw new OutrunnerError('execution-mode-passive', {});
  if (areExecutionsDisabled(snapshot, project)) {
    throw new OutrunnerError('project-executions-disabled', { project });
  }
}

/** Returns why executions of the project cannot start now; undefined if they can. */
export function whyExecutionsPaused(snapshot: CoordinatorSnapshot, project: ProjectName): string | undefined {
  if (!settingsOf(snapshot).executionMode.active) return 'the coordinator is passive';
  if (areExecutionsDisabled(snapshot, project)) return `executions are disabled in project ${project}`;
  return undefined;
}

/** Returns why the schedules of a project start no executions; undefined if the schedules are active. */
export function whySchedulesPaused(snapshot: CoordinatorSnapshot, project: ProjectName): string | undefined {
  const why = whyExecutionsPaused(snapshot, project);
  if (why !== undefined) return why;
  if (areSchedulesDisabled(snapshot, project)) return `schedules are disabled in project ${project}`;
  return undefined;
}

/** Returns whether the configuration of a project disables its executions. */
export function areExecutionsDisabled(snapshot: CoordinatorSnapshot, project: ProjectName): boolean {
  return isDisabled(snapshot, project, 'executions');
}

/** Returns whether the configuration of a project disables its schedules. */
export function areSchedulesDisabled(snapshot: CoordinatorSnapshot, project: ProjectName): boolean {
  return isDisabled(snapshot, project, 'schedule');
}

function isDisabled(snapshot: CoordinatorSnapshot, project: ProjectName, kind: ProjectModeKind): boolean {
  const found = snapshot.get('projects', project);
  return found !== undefined && isModeDisabled(found, kind);
}
