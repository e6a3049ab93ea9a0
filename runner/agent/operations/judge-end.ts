import type { OperationEnd } from '../../../protocol/entities/operation-end.ts';
import type { StartAbility } from '../../health/start-ability.ts';
import { isHostFault } from '../../link/host-fault.ts';

/** Updates the ability to start steps from an operation's end. `startedAt` is null if the step did not run. */
export function judgeEnd(
  ability: Pick<StartAbility, 'failed' | 'succeeded'>,
  end: OperationEnd,
  startedAt: number | null,
): void {
  if (startedAt !== null) ability.succeeded();
  else if (end.kind === 'not-started') ability.failed(isHostFault(end.code) ? end.code : 'start-failed');
}
