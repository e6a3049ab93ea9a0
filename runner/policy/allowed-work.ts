import { executorKind } from '../../job-language/nodes/node-executors.ts';
import { findPlugin } from '../../job-language/plugins/built-in-plugins.ts';
import type { NodeSource } from '../../protocol/entities/node-source.ts';
import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import type { OperationTemplate } from '../../protocol/runner/operation-template.ts';
import type { RunnerSettings } from '../settings/runner-settings.ts';
import type { UsedCopier } from './used-executor.ts';

export type AllowedWork = Pick<RunnerSettings, 'executors' | 'steps' | 'sources'>;

/** The parts of an operation that the operator of a runner can restrict. */
export interface RequestedStep {
  readonly template: Pick<OperationTemplate, 'kind'> & { readonly provider?: string };
  /** Result of {@link usedExecutor}. */
  readonly executor: string;
  /** Result of {@link foreignCopier}. */
  readonly copier?: UsedCopier | undefined;
}

/** Returns why a step may not run here; undefined if it may. */
export function stepRefusal(
  { template, executor, copier }: RequestedStep,
  { steps, executors }: AllowedWork,
): OutrunnerError | undefined {
  const names = template.kind === 'plugin' ? ['plugin', `plugin:${template.provider}`] : [template.kind];
  const listed = steps?.map(ownName);
  if (listed !== undefined && !names.some((name) => listed.includes(ownName(name))))
    return new OutrunnerError('step-kind-not-allowed', { kind: names.at(-1) ?? template.kind });
  if (executors !== undefined && !executors.includes(executor))
    return new OutrunnerError('executor-not-allowed', { executor });
  // A copier's command runs on this host, even if another executor runs the copied script.
  if (copier !== undefined && executors?.every((name) => executorKind(name) !== copier.like))
    return new OutrunnerError('copier-not-allowed', { ...copier });
  return undefined;
}

/** Maps Rundeck's names of a plugin to its own name. */
function ownName(step: string): string {
  const plugin = step.startsWith('plugin:') ? findPlugin(step.slice('plugin:'.length)) : undefined;
  return plugin === undefined ? step : `plugin:${plugin.name}`;
}

/** Returns why a node source may not be read here; undefined if it may. */
export function sourceRefusal(
  { type }: Pick<NodeSource, 'type'>,
  { sources }: AllowedWork,
): OutrunnerError | undefined {
  if (sources === undefined || sources.includes(type)) return undefined;
  return new OutrunnerError('source-not-allowed', { type });
}
