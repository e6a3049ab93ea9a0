import type { OperationId, ReplicaId } from '../../protocol/ids.ts';
import type { GrantedOperation } from '../../protocol/runner/claims.ts';
import type { OperationHooks } from '../link/command.ts';
import type { RunnerSettings } from '../settings/runner-settings.ts';
import { foreignCopier, usedExecutor } from './used-executor.ts';

export type HookSettings = Pick<RunnerSettings, 'hookBefore' | 'hookAfter' | 'hookTimeout'>;

/** Maximum length of the step text that hooks receive. Longer texts are truncated. */
const LONGEST_TEXT = 64 * 1024;

/** Returns the hooks of an operation with its facts; undefined if there are none. */
export function operationHooks(
  settings: HookSettings,
  operationId: OperationId,
  granted: GrantedOperation,
  by: { readonly runnerName: string; readonly replicaId: ReplicaId },
): OperationHooks | undefined {
  const { hookBefore: before, hookAfter: after, hookTimeout: timeoutMilliseconds } = settings;
  if (before === undefined && after === undefined) return undefined;
  return {
    ...(before && { before }),
    ...(after && { after }),
    timeoutMilliseconds,
    context: {
      runner: by.runnerName,
      replica: by.replicaId,
      operation: operationId,
      ...contextOf(granted),
    },
  };
}

/** Returns the context without expanding any reference, so that it contains no secure value. */
function contextOf({ executionId, template, values, node }: GrantedOperation): Record<string, string> {
  const { project, name, group, id, username } = values.job;
  const given = {
    project,
    job: name,
    jobGroup: group,
    jobId: id,
    user: username,
    execution: String(executionId),
    stepKind: template.kind,
    plugin: template.kind === 'plugin' ? template.provider : undefined,
    node: node?.name ?? values.node?.['name'],
    executor: usedExecutor({ template, ...(node && { node }) }),
    copier: foreignCopier({ template, ...(node && { node }) })?.copier,
    text: textOf(template),
  };
  return Object.fromEntries(
    Object.entries(given).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
  );
}

function textOf(template: GrantedOperation['template']): string | undefined {
  switch (template.kind) {
    case 'exec':
      return template.command.slice(0, LONGEST_TEXT);
    case 'script':
      return template.script.slice(0, LONGEST_TEXT);
    case 'script-file':
      return template.path;
    case 'script-url':
      return template.url;
    case 'plugin':
      return undefined;
  }
}
