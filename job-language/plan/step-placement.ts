import type { OperationTemplate } from '../../protocol/runner/operation-template.ts';
import { findPlugin } from '../plugins/built-in-plugins.ts';
import type { OperationTarget } from './workflow-plan.ts';

/** The administrator's rules for where steps may be executed. */
export interface StepPlacement {
  /** Whether steps are refused on the Local Runner. */
  readonly localExecutorDisabled: boolean;
  /** `Service:provider` of steps that run on created runners only. */
  readonly allowedPlugins: readonly string[];
  /** `Service:provider` of steps that run on the Local Runner only. */
  readonly localExecutionPlugins: readonly string[];
}

/** The kind of runner that executes a step, as far as the rules distinguish. */
export type PlacementKind = 'local' | 'created';

export function placeOf({ kind }: OperationTarget): PlacementKind {
  return kind === 'local' ? 'local' : 'created';
}

/** Returns why a step may not be executed on the kind of runner in `place`; undefined if it may. */
export function placementProblem(
  step: { readonly template: OperationTemplate; readonly perNode: boolean },
  place: PlacementKind,
  placement: StepPlacement,
): string | undefined {
  const isLocal = place === 'local';
  if (isLocal && placement.localExecutorDisabled) return 'Local Executor is disabled';
  if (step.template.kind !== 'plugin') return undefined;
  const { provider } = step.template;
  const service = step.perNode ? 'WorkflowNodeStep' : 'WorkflowStep';
  const names = [provider, ...(findPlugin(provider)?.aliases ?? [])].map((name) => `${service}:${name}`);
  const isIn = (rules: readonly string[]) => names.some((name) => rules.includes(name));
  if (isLocal && isIn(placement.allowedPlugins))
    return `The plugin "${provider}" (${service}) may run only on created runners, not on the Local Runner`;
  if (!isLocal && isIn(placement.localExecutionPlugins))
    return `The plugin "${provider}" (${service}) may run only on the Local Runner`;
  return undefined;
}
