import type { OperationEnd } from '../../../protocol/entities/operation-end.ts';
import type { LinkCommand } from '../../link/command.ts';
import { type HostFault, hostFaultOf } from '../../link/host-fault.ts';
import { maskedText } from '../masking/masked-text.ts';
import { AUTOMATA } from '../masking/shared-automata.ts';
import { NoTerminals, type StepExit } from './step-process.ts';

/** Why a step was not started, as text for a person. `fault` is set if the host is the cause. */
export interface Obstacle {
  readonly problem: string;
  readonly fault?: HostFault;
}

/** Returns the obstacle for a system error. `otherwise` is the fault if the error's code does not indicate one. */
export function obstacleOf(error: unknown, problem: string, otherwise?: HostFault): Obstacle {
  const fault = hostFaultOf(error) ?? otherwise;
  return { problem, ...(fault && { fault }) };
}

/**
 * Returns the obstacle for a gate that could not be spawned. A gate does not depend on its step, so the host is the
 * cause.
 */
export function spawnObstacle(error: unknown): Obstacle {
  const otherwise = error instanceof NoTerminals ? undefined : 'start-failed';
  return obstacleOf(error, (error as Error).message, otherwise);
}

/** Returns the obstacle for a gate that exited before it was opened. Its step cannot be the cause. */
export function gateDied({ code, signal }: StepExit): Obstacle {
  const problem = `The step's shell ended before it was opened (${signal ?? `exit code ${code}`}).`;
  return { problem, fault: 'start-failed' };
}

/** Returns the end of a step that has not run and never will, because its gate is gone. */
export function unstartedEnd({ problem, fault }: Obstacle): OperationEnd {
  if (fault === undefined) return { kind: 'failed-to-start', problem };
  return { kind: 'not-started', code: fault, problem };
}

/** Masks the secrets of the command in the obstacle. */
export function masked(obstacle: Obstacle | undefined, command: LinkCommand): Obstacle | undefined {
  return obstacle && { ...obstacle, problem: maskedText(obstacle.problem, command, AUTOMATA) };
}
