import { expandConfiguration } from '../../../job-language/expansion/expand-configuration.ts';
import {
  type ExpandedExec,
  expandOperation,
  type RefusedExpansion,
} from '../../../job-language/expansion/expand-operation.ts';
import { groupedValues, operationLookup } from '../../../job-language/expansion/value-lookup.ts';
import { findPlugin, LOCAL_EXEC } from '../../../job-language/plugins/built-in-plugins.ts';
import { readConfiguration } from '../../../job-language/plugins/step-plugin.ts';
import type { PluginTemplate } from '../../../protocol/runner/operation-template.ts';
import type { OperationValues } from '../../../protocol/runner/operation-values.ts';
import { inputVariables } from '../../plugins/plugin-input.ts';
import type { PluginProgram } from '../../programs/plugin-program.ts';

export interface PluginNeeds {
  readonly values: OperationValues;
  readonly secure: Readonly<Record<string, string>>;
  /** Key values of the properties that refer to a key of the runner, by property. */
  readonly pluginKeys: Readonly<Record<string, string>>;
  readonly fetchAllowed: readonly string[];
  readonly program: PluginProgram;
}

/** Returns the program that executes a plugin step, with its expanded configuration in the environment. */
export function expandPlugin(
  template: PluginTemplate,
  { values, secure, pluginKeys, fetchAllowed, program }: PluginNeeds,
): ExpandedExec | RefusedExpansion {
  const plugin = findPlugin(template.provider);
  if (plugin === undefined || plugin.ofCoordinator === true)
    return { kind: 'refused', problem: `This runner has no plugin "${template.provider}" for steps.` };
  if (plugin.name === LOCAL_EXEC.name) return expandLocalCommand(template, values, secure);
  const given = {
    ...expandConfiguration(template.configuration, operationLookup(values, secure)),
    ...pluginKeys,
  };
  const read = readConfiguration(plugin, given);
  if (read.kind === 'refused') return read;
  // Expanding an empty command validates the values, and returns the variables.
  const common = expandOperation({ kind: 'exec', command: '', pty: false }, values, secure);
  if (common.kind === 'refused') return common;
  const groups = Object.fromEntries(
    [...groupedValues(values, secure)].map(([group, entries]) => [group, Object.fromEntries(entries)]),
  );
  const node = values.node?.['name'];
  const input = inputVariables({
    provider: plugin.name,
    configuration: given,
    values: groups,
    ...(node === undefined ? {} : { node }),
    fetchAllowed: [...fetchAllowed],
  });
  if (input === undefined)
    return {
      kind: 'refused',
      problem: `The configuration and values of the step ${plugin.name} are too long.`,
    };
  return {
    kind: 'exec',
    argv: program.argv,
    command: '',
    environment: { ...common.environment, ...program.environment, ...input },
  };
}

/** Expands the plugin `localexec`. Its configuration is a shell command, so values are quoted as in a command step. */
function expandLocalCommand(
  template: PluginTemplate,
  values: OperationValues,
  secure: Readonly<Record<string, string>>,
) {
  const read = readConfiguration(LOCAL_EXEC, template.configuration);
  if (read.kind === 'refused') return read;
  const expanded = expandOperation(
    { kind: 'exec', command: read.configuration.command, pty: false },
    values,
    secure,
  );
  if (expanded.kind === 'exec' || expanded.kind === 'refused') return expanded;
  throw new TypeError('a command was expanded to a script');
}
