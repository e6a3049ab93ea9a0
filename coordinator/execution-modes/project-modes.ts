import {
  DISABLING_PROPERTIES,
  isModeDisabled,
  type PlannedMode,
  type ProjectModeKind,
} from '../../protocol/entities/planned-mode.ts';
import type { Project } from '../../protocol/entities/project.ts';

const KINDS: readonly ProjectModeKind[] = ['executions', 'schedule'];

/** Returns the planned changes of a project's modes. */
export function plansOf(project: Project): readonly (readonly [ProjectModeKind, PlannedMode])[] {
  return KINDS.flatMap((kind) => {
    const plan = project.plannedModes?.[kind];
    return plan === undefined ? [] : [[kind, plan] as const];
  });
}

/** Adds a planned change, in place of one of the same kind, and the properties that show it. */
export function withPlan(project: Project, kind: ProjectModeKind, plan: PlannedMode): Project {
  const { config, plannedModes, ...others } = withoutPlan(project, kind);
  return {
    ...others,
    config: { ...config, ...shownPlan(kind, plan) },
    plannedModes: { ...plannedModes, [kind]: plan },
  };
}

/** Removes the planned change of a kind, and the properties that show it. */
export function withoutPlan(project: Project, kind: ProjectModeKind): Project {
  const { [kind]: _, ...plannedModes } = project.plannedModes ?? {};
  const shown = `project.later.${kind}.`;
  const config = Object.entries(project.config).filter(([name]) => !name.startsWith(shown));
  return { ...project, config: Object.fromEntries(config), plannedModes };
}

/** Applies a planned change, and removes it. */
export function withAppliedPlan(project: Project, kind: ProjectModeKind, { enables }: PlannedMode): Project {
  const after = withoutPlan(project, kind);
  return { ...after, config: { ...after.config, [DISABLING_PROPERTIES[kind]]: String(!enables) } };
}

/**
 * Cancels the planned changes that a new configuration makes obsolete: it changes the mode itself, or it no longer has
 * the properties of the plan.
 */
export function withValidPlans(before: Project, after: Project): Project {
  return plansOf(before).reduce((project, [kind, plan]) => {
    const isShown = Object.entries(shownPlan(kind, plan)).every(
      ([name, value]) => after.config[name] === value,
    );
    const isChanged = isModeDisabled(before, kind) !== isModeDisabled(after, kind);
    return isShown && !isChanged ? project : withoutPlan(project, kind);
  }, after);
}

/** Returns the properties with which Rundeck shows a planned change. */
function shownPlan(kind: ProjectModeKind, { enables, value }: PlannedMode): Readonly<Record<string, string>> {
  const name = `project.later.${kind}.${enables ? 'enable' : 'disable'}`;
  return { [name]: 'true', [`${name}.value`]: value };
}
