import { defineRoute, json } from './declare.ts';
import { AclTest, AclTestResult } from './shapes/acl-test-shapes.ts';

export const ACL_TEST_ROUTES = {
  testPolicies: defineRoute({
    base: 'outrunner',
    method: 'POST',
    path: '/acl/test',
    summary: 'The answer of the ACL policies to a question, with the rule that decides. Changes nothing.',
    access: { resource: 'acl', action: 'read' },
    body: json(AclTest),
    answer: json(AclTestResult),
  }),
} as const;
