import type { OperationEnd } from '../../../protocol/entities/operation-end.ts';
import type { OperationId } from '../../../protocol/ids.ts';
import type { OperationResult } from '../../../protocol/runner/results.ts';
import type { StartFailure } from './step-starter.ts';

/** Returns the end of an operation that could not be started. */
export function endOfFailure({ problem, reason, fault }: StartFailure): OperationEnd {
  if (fault !== undefined) return { kind: 'not-started', code: fault, problem };
  return reason === undefined ? { kind: 'failed-to-start', problem } : { kind: 'failed', reason, problem };
}

/** Returns how long the operation ran, in seconds; undefined if it never started. */
export function secondsOf(result: OperationResult | undefined): number | undefined {
  if (result?.startedAt === undefined) return undefined;
  return Math.round(result.endedAt - result.startedAt) / 1000;
}

/** Returns the result, without output, of an operation that no keeper received. */
export function unstartedResult(operationId: OperationId, end: OperationEnd, now: number): OperationResult {
  return { operationId, end, offset: 0, digest: 0, endedAt: now };
}

/**
 * Returns the result of an operation that lost its output after `received`. The end is `unknown`, because the
 * coordinator cannot have the complete output.
 */
export function truncatedResult(
  result: OperationResult,
  received: number,
  obstacle: string,
): OperationResult {
  const { end } = result;
  const said = end.kind === 'exited' ? `it exited with ${end.exitCode}` : `its end was "${end.kind}"`;
  const problem = `its output from byte ${received} on ${obstacle}; ${said}`;
  return { ...result, end: { kind: 'unknown', problem }, offset: received };
}
