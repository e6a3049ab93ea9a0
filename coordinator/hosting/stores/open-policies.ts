import { PolicyBook } from '../../access/decisions/policy-book.ts';
import type { CoordinatorDefinitions } from '../../store/definitions/coordinator-definitions.ts';
import type { Closers } from '../lifecycle/closers.ts';
import type { Log } from '../lifecycle/log.ts';

/** Opens the ACL policies. Logs policies that cannot be read. */
export async function openPolicies(
  definitions: CoordinatorDefinitions,
  log: Log,
  closers: Closers,
): Promise<PolicyBook> {
  const policies = await PolicyBook.open({
    definitions,
    onProblem: (problem) => log.error({ problem }, 'the ACL policies cannot be read'),
  });
  closers.add('policies', () => policies.close());
  return policies;
}
