import type { AclProperties, AclRule } from '../policies/format/acl-policy.ts';
import { accessPattern } from './access-pattern.ts';

/** A resource that rules are compared with: its type, such as `job`, and its properties. */
export interface AccessResource {
  readonly type: string;
  /** Returns undefined for a property that the resource does not have. A set is a list with commas. */
  readonly property: (name: string) => string | undefined;
}

/** Returns whether a resource meets all conditions of a rule. */
export type ConditionTest = (resource: AccessResource) => boolean;

/** Compiles the conditions of a rule. `undecided` is the result of patterns that cannot be decided. */
export function accessConditions(rule: AclRule, undecided: boolean): ConditionTest {
  const tests = [
    ...tested(rule.equals, equalTo),
    ...tested(rule.match, (patterns) => matching(patterns, undecided)),
    ...tested(rule.contains, containing),
    ...tested(rule.subset, within),
  ];
  return (resource) => tests.every((test) => test(resource));
}

type ValueTest = (value: string | undefined) => boolean;

function tested(conditions: AclProperties, compile: (wanted: readonly string[]) => ValueTest) {
  return [...conditions].map(([name, wanted]): ConditionTest => {
    const test = compile(wanted);
    return ({ property }) => test(property(name));
  });
}

/** A list of values is never equal to a property. */
function equalTo(wanted: readonly string[]): ValueTest {
  const [only, ...more] = wanted;
  return (value) => more.length === 0 && value !== undefined && value === only;
}

function matching(patterns: readonly string[], undecided: boolean): ValueTest {
  const tests = patterns.map((pattern) => accessPattern(pattern, undecided));
  return (value) => value !== undefined && tests.length > 0 && tests.every((test) => test(value));
}

function containing(wanted: readonly string[]): ValueTest {
  return (value) => {
    const items = itemsOf(value);
    return wanted.every((item) => items.has(item));
  };
}

/** A resource without the property has no value outside the set. */
function within(wanted: readonly string[]): ValueTest {
  const allowed = new Set(wanted);
  return (value) => value === undefined || [...itemsOf(value)].every((item) => allowed.has(item));
}

function itemsOf(value: string | undefined): ReadonlySet<string> {
  if (value === undefined) return new Set();
  // As in Rundeck, commas at the end add no item.
  return new Set((value.replace(/,+$/, '') || value).split(',').map((item) => item.trim()));
}
