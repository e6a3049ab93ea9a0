import type { Span } from '../../../../job-language/source/problem.ts';
import { isNull, type SourceEntry, type SourceValue } from '../../../../job-language/source/source-value.ts';
import type { ProjectName } from '../../../../protocol/ids.ts';
import { readPattern } from '../../../../support/patterns/pattern.ts';
import type { AclContext, AclPolicy } from './acl-policy.ts';
import { costlyPatternProblem } from './costly-pattern.ts';
import type { PolicyProblems } from './policy-problems.ts';
import { readRules } from './read-rules.ts';
import { stringsOf, textAsWritten } from './source-texts.ts';

const POLICY_KEYS = ['description', 'context', 'for', 'by', 'notBy', 'id'] as const;
const CONTEXT_KEYS = ['project', 'application'] as const;
const SUBJECT_KEYS = ['group', 'username', 'urn'] as const;

type Subjects = Pick<AclPolicy, 'usernames' | 'groups' | 'urns'>;

/** Reads one policy, and reports its problems. Returns undefined if a section is missing or unusable. */
export function readPolicy(
  root: SourceValue,
  project: ProjectName | undefined,
  problems: PolicyProblems,
): AclPolicy | undefined {
  if (root.kind !== 'map') {
    problems.add(root.span, 'A policy must be a map with the keys description, context, for and by.');
    return undefined;
  }
  const entries = problems.entries(root, POLICY_KEYS, 'The policy');
  const description = readDescription(entries.description, root.span, problems);
  const context = readContext(entries.context, project, root.span, problems);
  const by = present(entries.by);
  const notBy = present(entries.notBy);
  if (by === undefined && notBy === undefined)
    problems.add(root.span, "Required 'by:' or 'notBy:' section was not present");
  if (by !== undefined && notBy !== undefined)
    problems.add(notBy.keySpan, "A policy contains either 'by:' or 'notBy:', not both.");
  const applies = by === undefined ? 'notBy' : 'by';
  const subjects = readSubjects(by ?? notBy, problems);
  const rules = readRules(present(entries.for), root.span, applies, problems);
  if (context === undefined || subjects === undefined) return undefined;
  return { description, context, applies, ...subjects, rules };
}

function readDescription(entry: SourceEntry | undefined, at: Span, problems: PolicyProblems): string {
  const value = present(entry)?.value;
  if (value === undefined) problems.add(at, 'Policy is missing a description');
  else if (value.kind === 'scalar') return textAsWritten(value);
  else problems.add(value.span, "Section 'description:' must be a text.");
  return '';
}

function readContext(
  given: SourceEntry | undefined,
  project: ProjectName | undefined,
  at: Span,
  problems: PolicyProblems,
): AclContext | undefined {
  const entry = present(given);
  if (project !== undefined) {
    if (entry !== undefined) {
      const message = `Context section should not be specified, it is already set to: {project=${project}}`;
      problems.add(entry.keySpan, message);
    }
    return { kind: 'project', project };
  }
  if (entry === undefined) {
    problems.add(at, "Required 'context:' section was not present");
    return undefined;
  }
  const known =
    entry.value.kind === 'map' ? problems.entries(entry.value, CONTEXT_KEYS, "Section 'context:'") : {};
  const values = [known.project, known.application].map((part) => textOf(part, problems));
  const [pattern, application] = values;
  if (pattern !== undefined && application === undefined) {
    const problem = patternProblem(pattern);
    if (problem !== undefined)
      problems.add(entry.value.span, `Context section: project: invalid regex: ${problem}`);
    return { kind: 'projects', pattern };
  }
  if (application !== undefined && pattern === undefined) return { kind: 'application', application };
  problems.add(
    entry.keySpan,
    "Context section is not valid: it should have only one entry: 'application:' or 'project:'",
  );
  return undefined;
}

/** Returns why a pattern is invalid; undefined if it is valid. */
function patternProblem(pattern: string): string | undefined {
  const costly = costlyPatternProblem(pattern);
  if (costly !== undefined) return costly;
  const read = readPattern(pattern);
  return read.engine === 'none' ? read.problem : undefined;
}

function readSubjects(entry: SourceEntry | undefined, problems: PolicyProblems): Subjects | undefined {
  if (entry === undefined) return undefined;
  const section = `Section '${entry.key}:'`;
  const known = entry.value.kind === 'map' ? problems.entries(entry.value, SUBJECT_KEYS, section) : {};
  const listOf = (part: SourceEntry | undefined) =>
    part === undefined
      ? []
      : stringsOf(part.value, `Section '${part.key}:' should be a String or a list of Strings.`, problems);
  const [usernames, groups, urns] = [listOf(known.username), listOf(known.group), listOf(known.urn)];
  if (usernames.length + groups.length + urns.length === 0)
    problems.add(
      entry.keySpan,
      `${section} is not valid: it must contain 'group:' and/or 'username:' and/or 'urn:'`,
    );
  return { usernames, groups, urns };
}

function textOf(entry: SourceEntry | undefined, problems: PolicyProblems): string | undefined {
  const value = present(entry)?.value;
  if (entry === undefined || value === undefined) return undefined;
  if (value.kind === 'scalar') return textAsWritten(value);
  problems.add(value.span, `Section '${entry.key}:' must be a text.`);
  return undefined;
}

/** Returns an entry unless its value is null. */
function present(entry: SourceEntry | undefined): SourceEntry | undefined {
  return entry === undefined || isNull(entry.value) ? undefined : entry;
}
