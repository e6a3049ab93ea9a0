import type { ACL_TEST_ROUTES } from '../../../protocol/routes/acl-test-routes.ts';
import type { AclTest, AclTestResult } from '../../../protocol/routes/shapes/acl-test-shapes.ts';
import { ownValue } from '../../../support/records/own-value.ts';
import type { HandlersOf } from '../../http/handler.ts';
import { ADMINISTRATOR_ROLE } from '../policy.ts';
import type { PolicyBook } from './policy-book.ts';

export function aclTestHandlers(
  policies: Pick<PolicyBook, 'decide'>,
): HandlersOf<keyof typeof ACL_TEST_ROUTES> {
  return { testPolicies: ({ body }) => testResult(policies, body) };
}

function testResult(policies: Pick<PolicyBook, 'decide'>, asked: AclTest): AclTestResult {
  const { user, roles, project, action, type, properties } = asked;
  if (roles.includes(ADMINISTRATOR_ROLE)) return { decision: 'administrator' };
  const resource = { type, property: (name: string) => ownValue(properties, name) };
  const decision = policies.decide({ user, roles }, { project, action, resource });
  if (decision.kind === 'rejected') return { decision: 'rejected' };
  const { source, line, description } = decision.rule.origin;
  return {
    decision: decision.kind,
    rule: { source, description, ...(line === undefined ? {} : { line }) },
  };
}
