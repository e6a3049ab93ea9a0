import type { OperationEnd } from '../../protocol/entities/operation-end.ts';
import type { StartAbility } from '../health/start-ability.ts';
import { isHostFault } from '../link/host-fault.ts';

/** Tells the ability to start steps what an end shows of it. `startedAt`: null where nothing of the step ran. */
export function judgeEnd(
  ability: Pick<StartAbility, 'failed' | 'succeeded'>,
  end: OperationEnd,
  startedAt: number | null,
): void {
  if (startedAt !== null) ability.succeeded();
  else if (end.kind === 'not-started') ability.failed(isHostFault(end.code) ? end.code : 'start-failed');
}
