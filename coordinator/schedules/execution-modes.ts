import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import type { ExecutionMode } from '../../protocol/routes/shapes/schedule-shapes.ts';
import type { Caller } from '../access/caller.ts';
import { type Audit, actOf } from '../audit/audit.ts';
import { type CoordinatorDefinitions, settingsOf } from '../store/definitions/coordinator-definitions.ts';

export interface ExecutionModesParts {
  readonly definitions: CoordinatorDefinitions;
  readonly audit: Audit;
}

/** Reads and sets whether the coordinator accepts executions. */
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

  async set(caller: Caller, active: boolean): Promise<ExecutionMode> {
    await this.#parts.definitions.change((draft) => {
      draft.put('settings', 'settings', { ...settingsOf(draft), executionMode: { active } });
      const act = active ? 'system.enable_executions' : 'system.disable_executions';
      this.#parts.audit(actOf(caller, act, 'coordinator'), draft);
    });
    return { executionMode: active ? 'active' : 'passive' };
  }
}
