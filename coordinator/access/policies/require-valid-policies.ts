import { OutrunnerError } from '../../../protocol/errors/outrunner-error.ts';
import type { ProjectName } from '../../../protocol/ids.ts';
import type { PolicyValidation } from '../../../protocol/routes/shapes/acl-shapes.ts';
import { groupBy } from '../../../support/records/group-by.ts';
import { POLICY_LIMITS } from './format/acl-policy.ts';
import type { PolicyProblem } from './format/policy-problems.ts';
import { readPolicyFile } from './format/read-policy-file.ts';

/** Maximum number of problems in the error message. The answer may list more. */
const MOST_NAMED = 3;

/**
 * Throws `policy-invalid` for an invalid file of ACL policies, and `body-too-large`. The answer lists the problems of
 * an invalid file in Rundeck's format. A file of a project must not contain a context.
 */
export function requireValidPolicies(name: string, contents: string, project: ProjectName | undefined): void {
  if (Buffer.byteLength(contents) > POLICY_LIMITS.bytes)
    throw new OutrunnerError('body-too-large', { limit: POLICY_LIMITS.bytes });
  const { problems } = readPolicyFile(contents, project);
  if (problems.length === 0) return;
  const named = problems.slice(0, MOST_NAMED).map(written);
  const more = problems.length - named.length;
  const problem = `${named.join('; ')}${more > 0 ? `; and ${more} more problems` : ''}`.replace(/\.$/, '');
  throw new OutrunnerError(
    'policy-invalid',
    { policy: name, problem },
    { answer: validationOf(name, problems) },
  );
}

function validationOf(name: string, problems: readonly PolicyProblem[]): PolicyValidation {
  const byPolicy = groupBy(problems, ({ policy }) => policy);
  const policies = [...byPolicy].map(([policy, found]) => ({
    policy: `${name}[${policy}]`,
    errors: found.map(written),
  }));
  return { valid: false, policies };
}

function written({ line, column, message }: PolicyProblem): string {
  return `${message.replace(/\.$/, '')} (line ${line}, column ${column})`;
}
