import type { Runner } from '../../protocol/entities/runner.ts';
import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import type { ProjectName } from '../../protocol/ids.ts';
import { runnersFor } from '../dispatch/candidates.ts';
import type { OperationTarget } from '../engine/events.ts';

/** Throws `no-local-runner`, or `no-runner-matches` with what there is of each tag. */
export function requireRunner(
  runners: readonly Runner[],
  project: ProjectName,
  target: OperationTarget,
  job: string,
): void {
  if (runnersFor(runners, project, target).size > 0) return;
  if (target.kind === 'local') throw new OutrunnerError('no-local-runner', { job });
  throw new OutrunnerError('no-runner-matches', { project, detail: 'none' });
}
