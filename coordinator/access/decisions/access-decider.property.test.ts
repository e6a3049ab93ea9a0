import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type Asked, deciderOf } from './testing/decider-of.ts';

type Texts = readonly string[];

interface GeneratedRule {
  readonly match?: Readonly<Record<string, string | Texts>>;
  readonly equals?: Readonly<Record<string, string>>;
  readonly contains?: { readonly tags: Texts };
  readonly subset?: { readonly tags: Texts };
  readonly allow?: Texts | string;
  readonly deny?: Texts | string;
}

interface GeneratedPolicy {
  readonly description: string;
  readonly context: { readonly project: string } | { readonly application: string };
  readonly for: Readonly<Record<string, readonly GeneratedRule[]>>;
  readonly by?: { readonly username?: Texts; readonly group?: Texts; readonly urn?: Texts };
  readonly notBy?: { readonly username?: Texts; readonly group?: Texts; readonly urn?: Texts };
}

const NAMES = ['a', 'b', 'ab', 'b.c', 'a/b'];
const PATTERNS = ['a', '.*', 'a|b', 'a.*', '[ab]+', 'b\\.c', 'b.c', '(a|b)/?(a|b)'];
const TAGS = ['x', 'y', 'z'];
const ACTIONS = ['run', 'read', 'kill'];

const names = fc.uniqueArray(fc.constantFrom(...PATTERNS), { minLength: 1, maxLength: 2 });
const urns = fc.uniqueArray(fc.constantFrom('user:a', 'group:b', 'user:.*', 'other:a'), {
  minLength: 1,
  maxLength: 2,
});
const someTags = fc.subarray(TAGS, { minLength: 1 });
const actions = fc.oneof(fc.constantFrom('*', ...ACTIONS), fc.subarray(ACTIONS, { minLength: 1 }));
const conditions = [
  fc.record({
    match: fc.dictionary(fc.constantFrom('name', 'group'), fc.oneof(fc.constantFrom(...PATTERNS), names), {
      minKeys: 1,
    }),
  }),
  fc.record({
    equals: fc.dictionary(fc.constantFrom('name', 'group'), fc.constantFrom(...NAMES), { minKeys: 1 }),
  }),
  fc.record({ contains: fc.record({ tags: someTags }) }),
  fc.record({ subset: fc.record({ tags: someTags }) }),
];
const noCondition = fc.constant({});
/** Most rules have at most one condition, so that questions often meet all conditions of a rule. */
const rules = (effects: readonly ('allow' | 'deny')[]) =>
  fc
    .tuple(
      fc.oneof(noCondition, ...conditions),
      fc.oneof({ weight: 3, arbitrary: noCondition }, ...conditions),
      fc.record(Object.fromEntries(effects.map((effect) => [effect, actions])), {
        requiredKeys: effects.slice(0, 1),
      }),
    )
    .map((parts) => Object.assign({}, ...parts));
const policyWith = (who: 'by' | 'notBy', effects: readonly ('allow' | 'deny')[]) =>
  fc.record({
    description: fc.constant('generated'),
    context: fc.oneof(
      fc.record({ project: fc.constantFrom('.*', ...PATTERNS) }),
      fc.record({ application: fc.constantFrom('rundeck', 'other') }),
    ),
    for: fc.dictionary(
      fc.constantFrom('job', 'node', 'project'),
      fc.array(rules(effects), { minLength: 1, maxLength: 3 }),
      { minKeys: 2 },
    ),
    [who]: fc.oneof(
      fc.record({ username: names }),
      fc.record({ group: names }),
      fc.record({ urn: urns }),
      fc.record({ username: names, group: names, urn: urns }),
    ),
  }) as fc.Arbitrary<GeneratedPolicy>;
const policies = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: policyWith('by', ['allow', 'deny']) },
    { weight: 2, arbitrary: policyWith('by', ['deny', 'allow']) },
    { weight: 1, arbitrary: policyWith('notBy', ['deny']) },
  ),
  { minLength: 2, maxLength: 8 },
);
const questions: fc.Arbitrary<Asked> = fc
  .record({
    user: fc.constantFrom(...NAMES),
    roles: fc.subarray(NAMES),
    project: fc.option(fc.constantFrom('a', 'b', 'ab'), { nil: undefined }),
    action: fc.constantFrom(...ACTIONS),
    type: fc.constantFrom('job', 'node', 'project'),
    properties: fc.record(
      {
        name: fc.constantFrom(...NAMES),
        group: fc.constantFrom('', ...NAMES),
        tags: fc.subarray(TAGS).map((tags) => tags.join(', ')),
      },
      { requiredKeys: [] },
    ),
  })
  .map(({ project, type, properties, ...asked }) => ({
    ...asked,
    ...(project === undefined ? {} : { project }),
    on: [type, properties] as const,
  }));

/**
 * Decides as Rundeck's documentation describes it: checks one rule after the other, with JavaScript's regular
 * expressions.
 */
function oracle(all: readonly GeneratedPolicy[], asked: Asked): 'allowed' | 'denied' | 'rejected' {
  let allowed = false;
  for (const policy of all) {
    if (!appliesTo(policy, asked) || !isIn(policy, asked)) continue;
    for (const rule of policy.for[asked.on[0]] ?? []) {
      if (!covers(rule, asked.on[1] ?? {})) continue;
      if (isNamedIn(rule.deny, asked.action)) return 'denied';
      if (isNamedIn(rule.allow, asked.action)) allowed = true;
    }
  }
  return allowed ? 'allowed' : 'rejected';
}

const listed = (value: Texts | string | undefined): Texts =>
  value === undefined ? [] : typeof value === 'string' ? [value] : value;
const isNamedIn = (listing: Texts | string | undefined, action: string) =>
  listed(listing).some((it) => it === '*' || it === action);
const isMatch = (pattern: string, text: string) =>
  pattern === text || new RegExp(`^(?:${pattern})$`).test(text);

function appliesTo({ by, notBy }: GeneratedPolicy, { user = '', roles = [] }: Asked): boolean {
  const { username = [], group = [], urn = [] } = by ?? notBy ?? {};
  let named = username.some((pattern) => isMatch(pattern, user)) || urn.includes(`user:${user}`);
  for (const role of roles)
    named ||= group.some((pattern) => isMatch(pattern, role)) || urn.includes(`group:${role}`);
  return by === undefined ? !named : named;
}

function isIn({ context }: GeneratedPolicy, { project }: Asked): boolean {
  if ('application' in context) return context.application === 'rundeck' && project === undefined;
  return project !== undefined && isMatch(context.project, project);
}

function covers(rule: GeneratedRule, properties: Readonly<Record<string, string>>): boolean {
  for (const [name, patterns] of Object.entries(rule.match ?? {})) {
    const value = properties[name];
    if (value === undefined || !listed(patterns).every((pattern) => isMatch(pattern, value))) return false;
  }
  for (const [name, wanted] of Object.entries(rule.equals ?? {}))
    if (properties[name] !== wanted) return false;
  const tags = properties['tags']?.split(',').map((tag) => tag.trim());
  if (rule.contains && !rule.contains.tags.every((tag) => tags?.includes(tag))) return false;
  return !rule.subset || tags === undefined || tags.every((tag) => rule.subset?.tags.includes(tag));
}

describe('AccessDecider with generated policies', () => {
  it('agrees with an independent oracle', () => {
    const seen = { allowed: 0, denied: 0, rejected: 0 };
    fc.assert(
      fc.property(policies, fc.array(questions, { minLength: 10, maxLength: 40 }), (all, asked) => {
        // JSON is YAML.
        const decide = deciderOf(all.map((policy) => JSON.stringify(policy)).join('\n---\n'));
        for (const one of asked) {
          const expected = oracle(all, one);
          seen[expected] += 1;
          assert.equal(decide(one).kind, expected, JSON.stringify(one));
        }
      }),
      { numRuns: 150 },
    );
    assert.ok(
      Object.values(seen).every((count) => count > 100),
      JSON.stringify(seen),
    );
  });
});
