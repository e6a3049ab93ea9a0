import { type HostFault, hostFaultOf } from '../../link/host-fault.ts';
import type { Command, EndCause } from '../../link/messages.ts';
import { type Exit, NoTerminals } from '../gate/step-process.ts';
import { maskedText } from '../masking/masked-text.ts';
import { AUTOMATA } from './output-recorder.ts';

/** Why a step was not started, as a sentence; with `fault`, its host could not start it. */
export interface Obstacle {
  readonly problem: string;
  readonly fault?: HostFault;
}

/** An obstacle that an error of the system is; `otherwise` is the fault where its code shows none. */
export function obstacleOf(error: unknown, problem: string, otherwise?: HostFault): Obstacle {
  const fault = hostFaultOf(error) ?? otherwise;
  return { problem, ...(fault && { fault }) };
}

/** A gate knows nothing of its step: what keeps it from being spawned keeps every step on this host from it. */
export function spawnObstacle(error: unknown): Obstacle {
  const otherwise = error instanceof NoTerminals ? undefined : 'start-failed';
  return obstacleOf(error, (error as Error).message, otherwise);
}

/** The gate ended by itself: the step did nothing to it yet. */
export function gateDied({ code, signal }: Exit): Obstacle {
  const problem = `The step's shell ended before it was opened (${signal ?? `exit code ${code}`}).`;
  return { problem, fault: 'start-failed' };
}

/** The end of a step of which nothing ran, and whose gate is gone: nothing of it ever will. */
export function unstartedEnd({ problem, fault }: Obstacle): EndCause {
  if (fault === undefined) return { kind: 'failed-to-start', problem };
  return { kind: 'not-started', code: fault, problem };
}

/** The obstacle without the secrets of the command. */
export function masked(obstacle: Obstacle | undefined, command: Command): Obstacle | undefined {
  return obstacle && { ...obstacle, problem: maskedText(obstacle.problem, command, AUTOMATA) };
}
