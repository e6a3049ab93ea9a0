/** One policy of an `.aclpolicy` file: to whom and where it applies, and which actions its rules allow or deny. */
export interface AclPolicy {
  readonly description: string;
  readonly context: AclContext;
  /** `by`: the policy applies to these subjects. `notBy`: it applies to everyone else, and only denies. */
  readonly applies: 'by' | 'notBy';
  /** Patterns for the whole name of a user. */
  readonly usernames: readonly string[];
  /** Patterns for the whole name of a role. */
  readonly groups: readonly string[];
  readonly urns: readonly string[];
  readonly rules: readonly AclRule[];
}

/**
 * Where a policy applies: only in the project whose file contains the policy, in all projects whose whole name matches
 * the pattern, or in the application `rundeck`.
 */
export type AclContext =
  | { readonly kind: 'project'; readonly project: string }
  | { readonly kind: 'projects'; readonly pattern: string }
  | { readonly kind: 'application'; readonly application: string };

/** The properties that a rule compares, with the values that it compares them to. */
export type AclProperties = ReadonlyMap<string, readonly string[]>;

/**
 * A rule for the resources of one type that meet all its conditions. A rule without conditions covers the whole type.
 */
export interface AclRule {
  /** Such as `job`, `node` or `resource`. */
  readonly type: string;
  /** The line in the file where the rule begins, from 1. */
  readonly line: number;
  /** Each value is a pattern, which is not compiled when a policy is stored. */
  readonly match: AclProperties;
  readonly equals: AclProperties;
  readonly contains: AclProperties;
  readonly subset: AclProperties;
  /** `*` means all actions. */
  readonly allow: readonly string[];
  readonly deny: readonly string[];
}

/** Limits of one `.aclpolicy` file. */
export const POLICY_LIMITS = {
  /** Bytes as UTF-8. */
  bytes: 65_536,
  /** Policies, each in a YAML document of its own. */
  policies: 100,
  /** Reported problems. */
  problems: 20,
  /** Characters of a problem. */
  problemLength: 400,
  /** Characters of a pattern that is compiled. */
  pattern: 256,
} as const;
