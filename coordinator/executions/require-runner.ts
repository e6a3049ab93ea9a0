import { chooseRunner } from '../../protocol/choice/choose-runner.ts';
import { explainNoMatch } from '../../protocol/choice/explain-choice.ts';
import type { Runner } from '../../protocol/entities/runner.ts';
import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import type { ProjectName } from '../../protocol/ids.ts';
import type { OperationTarget } from '../../protocol/plan/workflow-plan.ts';

/**
 * Throws `no-local-runner`, or `no-runner-matches` naming for each tag how many runners carry it.
 * @param job its path, for the message
 */
export function requireRunner(
  runners: readonly Runner[],
  project: ProjectName,
  target: OperationTarget,
  job: string,
): void {
  const candidates = runners.map((runner) => ({ ...runner, isLocal: runner.local }));
  const choice = chooseRunner({ target, project, runners: candidates, replicas: [] });
  if (choice.kind === 'no-runner-matches') {
    throw new OutrunnerError('no-runner-matches', { project, detail: explainNoMatch(choice) });
  }
  if (choice.runners.length === 0) throw new OutrunnerError('no-local-runner', { job });
}
