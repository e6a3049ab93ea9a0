import type { AclContext, AclPolicy, AclRule } from '../policies/format/acl-policy.ts';
import { accessConditions, type ConditionTest } from './access-conditions.ts';
import { accessPattern, type TextTest } from './access-pattern.ts';

/** The policies of one file, or of the ready-made roles. */
export interface PolicySource {
  /** Shown to people, such as `system policy ops.aclpolicy`. */
  readonly name: string;
  /** Whether people can look up the lines of the rules. */
  readonly hasLines: boolean;
  readonly policies: readonly AclPolicy[];
}

/** The user and roles that a decision concerns. */
export interface AccessSubjectNames {
  readonly user: string;
  readonly roles: readonly string[];
}

/** The place of a rule. */
export interface RuleOrigin {
  /** See {@link PolicySource.name}. */
  readonly source: string;
  /** The line where the rule begins, from 1; undefined if people cannot look it up. */
  readonly line: number | undefined;
  /** The description of the policy that contains the rule. */
  readonly description: string;
}

/** One effect of one rule: it allows, or it denies. */
export interface AccessRule {
  readonly effect: 'allow' | 'deny';
  readonly origin: RuleOrigin;
  readonly appliesTo: (who: AccessSubjectNames) => boolean;
  /** `project` is undefined for a question about the application. */
  readonly isInContext: (project: string | undefined) => boolean;
  readonly type: string;
  readonly covers: ConditionTest;
  /** `*` means all actions. */
  readonly actions: ReadonlySet<string>;
}

/** The only application that a context can name. Other names match nothing. */
const APPLICATION = 'rundeck';

/** Compiles policies to rules. Patterns that cannot be decided never allow, and always deny. */
export function accessRules({ name, hasLines, policies }: PolicySource): readonly AccessRule[] {
  const lineOf = (rule: AclRule) => (hasLines ? rule.line : undefined);
  return policies.flatMap((policy) => [
    ...effectsOf(policy, 'deny', name, lineOf),
    // The format allows only denials below `notBy`.
    ...(policy.applies === 'notBy' ? [] : effectsOf(policy, 'allow', name, lineOf)),
  ]);
}

function effectsOf(
  policy: AclPolicy,
  effect: AccessRule['effect'],
  source: string,
  lineOf: (rule: AclRule) => number | undefined,
): readonly AccessRule[] {
  const undecided = effect === 'deny';
  const { description } = policy;
  const appliesTo = subjectTest(policy, undecided);
  const isInContext = contextTest(policy.context, undecided);
  return policy.rules
    .filter((rule) => rule[effect].length > 0)
    .map((rule) => ({
      effect,
      origin: { source, line: lineOf(rule), description },
      appliesTo,
      isInContext,
      type: rule.type,
      covers: accessConditions(rule, undecided),
      actions: new Set(rule[effect]),
    }));
}

function subjectTest(policy: AclPolicy, undecided: boolean): AccessRule['appliesTo'] {
  const isBy = policy.applies === 'by';
  const compiled = (patterns: readonly string[]): readonly TextTest[] =>
    patterns.map((pattern) => accessPattern(pattern, isBy ? undecided : false));
  const users = compiled(policy.usernames);
  const groups = compiled(policy.groups);
  const urns = new Set(policy.urns);
  return ({ user, roles }) => {
    const isNamed =
      users.some((test) => test(user)) ||
      roles.some((role) => groups.some((test) => test(role)) || urns.has(`group:${role}`)) ||
      urns.has(`user:${user}`);
    return isNamed === isBy;
  };
}

function contextTest(context: AclContext, undecided: boolean): AccessRule['isInContext'] {
  switch (context.kind) {
    case 'application':
      return (project) => project === undefined && context.application === APPLICATION;
    case 'project':
      return (project) => project === context.project;
    case 'projects': {
      const test = accessPattern(context.pattern, undecided);
      return (project) => project !== undefined && test(project);
    }
  }
}
