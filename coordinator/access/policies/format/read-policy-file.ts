import { LineIndex } from '../../../../job-language/source/problem.ts';
import { composedDocuments } from '../../../../job-language/source/read-source.ts';
import { readDocument } from '../../../../job-language/source/read-yaml.ts';
import type { ProjectName } from '../../../../protocol/ids.ts';
import { type AclPolicy, POLICY_LIMITS } from './acl-policy.ts';
import { type PolicyProblem, PolicyProblems } from './policy-problems.ts';
import { readPolicy } from './read-policy.ts';

const BOUNDS = { depth: 16, tokens: 20_000, aliasedValues: 10_000 };

/** The policies of a file. They are complete only if there are no problems. */
export interface PolicyFile {
  readonly policies: readonly AclPolicy[];
  /** At most `POLICY_LIMITS.problems`. */
  readonly problems: readonly PolicyProblem[];
}

/**
 * Reads an `.aclpolicy` file: YAML documents, each with one policy. In a file of a project, `context` must be absent.
 */
export function readPolicyFile(text: string, project?: ProjectName): PolicyFile {
  const problems = new PolicyProblems(new LineIndex(text));
  const policies: AclPolicy[] = [];
  const start = { start: 0, end: 0 };
  const composed = composedDocuments(text, BOUNDS);
  if (composed.kind !== 'documents') {
    const { offset } = composed;
    problems.add({ start: offset, end: offset }, 'The file is too deeply nested or has too many values.');
    return { policies, problems: problems.list };
  }
  if (composed.documents.length === 0) problems.add(start, 'The file contains no policy.');
  if (composed.documents.length > POLICY_LIMITS.policies)
    problems.add(start, `The file contains more than ${POLICY_LIMITS.policies} policies. Split it.`);
  for (const [index, document] of composed.documents.slice(0, POLICY_LIMITS.policies).entries()) {
    if (problems.full) break;
    problems.policy = index + 1;
    const [error] = document.errors;
    if (error !== undefined) {
      // A syntax error usually causes the errors after it.
      problems.add({ start: error.pos[0], end: error.pos[1] }, `The YAML is not valid: ${error.message}`);
      break;
    }
    const root = readDocument(document, BOUNDS);
    if ('severity' in root) {
      problems.add(root.span, root.message);
      continue;
    }
    const policy = readPolicy(root, project, problems);
    if (policy !== undefined) policies.push(policy);
  }
  return { policies, problems: problems.list.toSorted((a, b) => a.line - b.line || a.column - b.column) };
}
