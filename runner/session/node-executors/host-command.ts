import { outputTreatment, secretsOf } from '../output-treatment.ts';
import type { StepCommand } from '../step-command.ts';
import { stepEnvironment } from '../step-environment.ts';
import type { NodeStep } from './node-executor.ts';

/** A program on the runner's own host that does something for a node. */
export interface HostCommand {
  readonly argv: readonly string[];
  /** Variables of the job. */
  readonly environment: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

/** What the keeper is to do for a step that such a program does. */
export function hostCommand(
  { operationId, granted, secure, executor }: NodeStep,
  { environment, ...command }: HostCommand,
): StepCommand {
  const { executionId, template } = granted;
  const place = { ...executor, executionId, operationId, pty: template.pty };
  return {
    kind: 'command',
    command: {
      ...command,
      env: stepEnvironment(executor.hostEnvironment, executor.givenEnvironment, environment, place),
      ...outputTreatment(granted, [...secretsOf(secure), ...executor.secretVariables]),
    },
  };
}
