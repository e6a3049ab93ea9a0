import {
  isModeDisabled,
  type PlannedMode,
  type ProjectModeKind,
} from '../../protocol/entities/planned-mode.ts';
import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import type { ProjectName } from '../../protocol/ids.ts';
import {
  type ChangeModeLater,
  type ChangeProjectModeLater,
  type ExecutionMode,
  type ModeChangePlanned,
  parseModeDelay,
} from '../../protocol/routes/shapes/execution-mode-shapes.ts';
import { isoSeconds } from '../../support/time/iso-seconds.ts';
import type { Caller } from '../access/caller.ts';
import { type Audit, actOf } from '../audit/audit.ts';
import {
  type CoordinatorDefinitions,
  coordinatorOf,
  settingsOf,
} from '../store/definitions/coordinator-definitions.ts';
import { withPlan } from './project-modes.ts';
import { putExecutionMode } from './system-mode.ts';

const READ = { resource: 'project', action: 'read' } as const;

export interface ExecutionModesParts {
  readonly definitions: CoordinatorDefinitions;
  readonly audit: Audit;
  /** Epoch ms. */
  readonly now: () => number;
}

/**
 * Reads and sets whether the coordinator accepts executions, and plans changes of its mode and of those of projects. A
 * `ModeTimer` applies planned changes.
 */
export class ExecutionModes {
  readonly #parts: ExecutionModesParts;

  constructor(parts: ExecutionModesParts) {
    this.#parts = parts;
  }

  /** Returns the mode. With `asError`, throws `executions-passive` if the coordinator is passive. */
  async get(asError: boolean): Promise<ExecutionMode> {
    const { active } = settingsOf(await this.#parts.definitions.snapshot()).executionMode;
    if (!active && asError) throw new OutrunnerError('executions-passive', {});
    return { executionMode: active ? 'active' : 'passive' };
  }

  /** Sets the mode. A planned change is cancelled unless the mode is the same as before. */
  async set(caller: Caller, active: boolean): Promise<ExecutionMode> {
    await this.#parts.definitions.change((draft) => {
      const planned = coordinatorOf(draft).plannedMode;
      putExecutionMode(draft, active);
      const isCancelled = planned !== undefined && coordinatorOf(draft).plannedMode === undefined;
      const act = active ? 'system.enable_executions' : 'system.disable_executions';
      const detail = isCancelled ? 'the planned change is cancelled' : undefined;
      this.#parts.audit(actOf(caller, act, 'coordinator', detail), draft);
    });
    return { executionMode: active ? 'active' : 'passive' };
  }

  /** Plans a change of the mode, in place of one that was planned before. */
  setLater(caller: Caller, enables: boolean, { value }: ChangeModeLater): Promise<ModeChangePlanned> {
    return this.#parts.definitions.change((draft) => {
      const { active } = settingsOf(draft).executionMode;
      if (active === enables)
        return notPlanned(
          `The execution mode is already ${active ? 'active' : 'passive'}, so no change was planned.`,
        );
      const coordinator = coordinatorOf(draft);
      if (isPlanned(coordinator.plannedMode, enables, value)) return ALREADY_PLANNED;
      const plannedMode = this.#plan(caller, enables, value);
      draft.put('coordinator', 'coordinator', { ...coordinator, plannedMode });
      const act = enables ? 'system.enable_executions_later' : 'system.disable_executions_later';
      this.#parts.audit(actOf(caller, act, 'coordinator', planText(plannedMode)), draft);
      return { saved: true, msg: 'Execution Mode Later saved' };
    });
  }

  /** Plans a change of a mode of a project, in place of one that was planned before. Throws `not-found`. */
  setProjectLater(
    caller: Caller,
    name: ProjectName,
    enables: boolean,
    { type, value }: ChangeProjectModeLater,
  ): Promise<ModeChangePlanned> {
    return this.#parts.definitions.change((draft) => {
      const project = draft.get('projects', name);
      if (project === undefined || !caller.may(READ, { project: name }))
        throw new OutrunnerError('not-found', { kind: 'Project', name });
      if (isModeDisabled(project, type) !== enables) return notPlanned(unchangedText(name, type, enables));
      if (isPlanned(project.plannedModes?.[type], enables, value)) return ALREADY_PLANNED;
      const plan = this.#plan(caller, enables, value);
      draft.put('projects', name, withPlan(project, type, plan));
      const act = `project.${enables ? 'enable' : 'disable'}_${type}_later`;
      this.#parts.audit(actOf(caller, act, name, planText(plan)), draft);
      return { saved: true, msg: 'Project Execution Mode Later saved' };
    });
  }

  #plan(caller: Caller, enables: boolean, value: string): PlannedMode {
    return { enables, value, at: this.#parts.now() + parseModeDelay(value), by: caller.principal.user };
  }
}

const ALREADY_PLANNED = notPlanned('The same change is already planned, so its time is unchanged.');

function notPlanned(msg: string): ModeChangePlanned {
  return { saved: false, msg };
}

function isPlanned(plan: PlannedMode | undefined, enables: boolean, value: string): boolean {
  return plan?.enables === enables && plan.value === value;
}

function unchangedText(project: ProjectName, type: ProjectModeKind, enables: boolean): string {
  const what = type === 'executions' ? 'Executions' : 'Schedules';
  return `${what} of project ${project} are already ${enables ? 'enabled' : 'disabled'}, so no change was planned.`;
}

function planText({ at, value }: PlannedMode): string {
  return `in ${value}, at ${isoSeconds(at)}`;
}
