import type { HostProgram } from '../../link/remote-step.ts';
import { outputTreatment, secretsOf } from '../steps/output-treatment.ts';
import type { StepCommand } from '../steps/step-command.ts';
import { stepEnvironment } from '../steps/step-environment.ts';
import type { ExternalCommand } from './external-command.ts';
import type { NodeStep } from './node-executor.ts';

/** A program that runs on the runner's host and acts on a node. */
export interface HostCommand {
  readonly argv: readonly string[];
  /** Variables of the job. */
  readonly environment: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

/** Returns the keeper's command for a step that a program of the runner's host executes. */
export function hostCommand(step: NodeStep, { environment, ...command }: HostCommand): StepCommand {
  const { granted, secure, executor } = step;
  return {
    kind: 'command',
    command: {
      ...command,
      env: environmentOf(step, environment),
      ...outputTreatment(granted, [...secretsOf(secure), ...executor.secretVariables]),
    },
  };
}

/** Returns a program that executes a part of a step on the runner's host, with the whole environment of the step. */
export function hostProgram(
  step: NodeStep,
  { argv, folder }: ExternalCommand,
  environment: HostCommand['environment'],
): HostProgram {
  return { argv, env: environmentOf(step, environment), ...(folder !== undefined && { cwd: folder }) };
}

function environmentOf(
  { operationId, granted, executor }: NodeStep,
  environment: HostCommand['environment'],
): Record<string, string> {
  const { executionId, template } = granted;
  const place = { ...executor, executionId, operationId, pty: template.pty };
  return stepEnvironment(executor.hostEnvironment, executor.givenEnvironment, environment, place);
}
