import {
  type ExpandedExec,
  type ExpandedScript,
  expandOperation,
  type RefusedExpansion,
} from '../../../job-language/expansion/expand-operation.ts';
import { scriptCommandLine } from '../../../job-language/expansion/script-command-line.ts';
import type { OperationId, ReplicaId } from '../../../protocol/ids.ts';
import type { GrantedOperation, SecureValues } from '../../../protocol/runner/claims.ts';
import { type LinkCommand, SCRIPT_PATH } from '../../link/command.ts';
import type { PluginProgram } from '../../programs/plugin-program.ts';
import { outputTreatment, secretsOf } from './output-treatment.ts';
import { expandPlugin } from './plugin-command.ts';
import { stepEnvironment } from './step-environment.ts';
import type { LoadedStep } from './step-loader.ts';

/** The replica that executes a step, and the variables that it gives to each step. */
export interface Executor {
  readonly runnerName: string;
  readonly replicaId: ReplicaId;
  /** The variables of the runner's user and host in each step's environment. */
  readonly hostEnvironment: Readonly<Record<string, string>>;
  /** Variables that `--env` sets. */
  readonly givenEnvironment: Readonly<Record<string, string>>;
  readonly pluginProgram: PluginProgram;
  /** Values of the runner's environment that are masked in all output. */
  readonly secretVariables: readonly string[];
}

export type StepCommand =
  | { readonly kind: 'command'; readonly command: LinkCommand }
  /** The step cannot be executed with these values. `problem` explains why to a person; `reason` is Rundeck's code. */
  | { readonly kind: 'refused'; readonly problem: string; readonly reason?: string };

/**
 * Returns the keeper's command for a granted operation on this host. It contains the template expanded with its values.
 */
export function stepCommand(
  operationId: OperationId,
  granted: GrantedOperation,
  loaded: LoadedStep,
  secure: SecureValues,
  executor: Executor,
): StepCommand {
  const expanded = expand(granted, loaded, secure.options, executor.pluginProgram);
  if (expanded.kind === 'refused') return expanded;
  const { runnerName, replicaId, hostEnvironment, givenEnvironment } = executor;
  const { executionId, template } = granted;
  const place = { runnerName, replicaId, executionId, operationId, pty: template.pty };
  const common = {
    env: stepEnvironment(hostEnvironment, givenEnvironment, expanded.environment, place),
    ...outputTreatment(granted, [
      ...secretsOf(secure),
      ...Object.values(loaded.pluginKeys ?? {}),
      ...executor.secretVariables,
    ]),
  };
  if (expanded.kind === 'exec') return { kind: 'command', command: { argv: expanded.argv, ...common } };
  return { kind: 'command', command: { ...scriptCommand(expanded), ...common } };
}

function expand(
  { template, fetchAllowed }: GrantedOperation,
  { values, sourceText, pluginKeys = {} }: LoadedStep,
  secure: Readonly<Record<string, string>>,
  program: PluginProgram,
): ExpandedExec | ExpandedScript | RefusedExpansion {
  if (template.kind === 'plugin')
    return expandPlugin(template, { values, secure, pluginKeys, fetchAllowed, program });
  return expandOperation(template, values, secure, sourceText);
}

/** Returns the arguments with a placeholder for the script's path, which only the keeper knows. */
function scriptCommand(script: ExpandedScript): Pick<LinkCommand, 'argv' | 'script'> {
  return {
    argv: scriptCommandLine(script, SCRIPT_PATH),
    script: { text: script.text, extension: script.extension },
  };
}
