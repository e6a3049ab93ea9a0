import type { Span } from '../../../../job-language/source/problem.ts';
import { isNull, type SourceEntry, type SourceValue } from '../../../../job-language/source/source-value.ts';
import type { AclPolicy, AclProperties, AclRule } from './acl-policy.ts';
import type { PolicyProblems } from './policy-problems.ts';
import { scalarTextsOf, stringsOf } from './source-texts.ts';

const CONDITIONS = ['match', 'equals', 'contains', 'subset'] as const;
const RULE_KEYS = [...CONDITIONS, 'allow', 'deny'] as const;

/** Reads the section `for` of a policy, and reports its problems. */
export function readRules(
  entry: SourceEntry | undefined,
  at: Span,
  applies: AclPolicy['applies'],
  problems: PolicyProblems,
): readonly AclRule[] {
  if (entry === undefined) {
    problems.add(at, "Required 'for:' section was not present");
    return [];
  }
  if (entry.value.kind !== 'map') {
    problems.add(entry.keySpan, "Expected 'for:' section to contain a map.");
    return [];
  }
  if (entry.value.entries.length === 0) problems.add(entry.keySpan, "Section 'for:' cannot be empty");
  return entry.value.entries.flatMap((ofType) => readRulesOfType(ofType, applies, problems));
}

function readRulesOfType(
  { key: type, keySpan, value }: SourceEntry,
  applies: AclPolicy['applies'],
  problems: PolicyProblems,
): readonly AclRule[] {
  if (value.kind !== 'list') {
    problems.add(keySpan, `Expected 'for: { ${type}: <...> }' to be a Sequence.`);
    return [];
  }
  if (value.items.length === 0)
    problems.add(keySpan, `Type rule 'for: { ${type}: [...] }' list should not be empty.`);
  return value.items.flatMap((item, index) => {
    const place = `Type rule 'for: { ${type}: [...] }' entry at index [${index + 1}]`;
    return readRule(type, item, place, applies, problems) ?? [];
  });
}

function readRule(
  type: string,
  rule: SourceValue,
  place: string,
  applies: AclPolicy['applies'],
  problems: PolicyProblems,
): AclRule | undefined {
  if (rule.kind !== 'map') {
    problems.add(rule.span, `${place} expected a Map.`);
    return undefined;
  }
  const known = problems.entries(rule, RULE_KEYS, place);
  const grants = [known.allow, known.deny].filter((entry) => entry !== undefined && !isNull(entry.value));
  if (grants.length === 0) problems.add(rule.span, `${place} One of 'allow:' or 'deny:' must be present.`);
  if (applies === 'notBy' && known.allow !== undefined && !isNull(known.allow.value))
    problems.add(
      known.allow.keySpan,
      `${place} A policy with 'notBy:' must not contain 'allow:', only 'deny:'.`,
    );
  const conditions = (name: (typeof CONDITIONS)[number]) => readProperties(known[name], place, problems);
  return {
    type,
    line: problems.lineOf(rule.span),
    match: conditions('match'),
    equals: conditions('equals'),
    contains: conditions('contains'),
    subset: conditions('subset'),
    allow: readActions(known.allow, place, problems),
    deny: readActions(known.deny, place, problems),
  };
}

function readActions(entry: SourceEntry | undefined, place: string, problems: PolicyProblems) {
  if (entry === undefined || isNull(entry.value)) return [];
  const section = `${place} Section '${entry.key}:'`;
  if (entry.value.kind === 'list' && entry.value.items.length === 0)
    problems.add(entry.keySpan, `${section} should not be empty`);
  return stringsOf(entry.value, `${section} expected a String or a sequence of Strings.`, problems);
}

function readProperties(
  entry: SourceEntry | undefined,
  place: string,
  problems: PolicyProblems,
): AclProperties {
  const properties = new Map<string, readonly string[]>();
  if (entry === undefined || isNull(entry.value)) return properties;
  const section = `${place} Section '${entry.key}:'`;
  if (entry.value.kind !== 'map') {
    problems.add(entry.keySpan, `${section} must be a map of properties.`);
    return properties;
  }
  if (entry.value.entries.length === 0) problems.add(entry.keySpan, `${section} should not be empty.`);
  for (const { key, keySpan, value } of entry.value.entries) {
    if (key === 'allow' || key === 'deny')
      problems.add(keySpan, `${section} should not contain 'allow:' or 'deny:'`);
    else if (isNull(value)) problems.add(keySpan, `${section} value for key: '${key}' cannot be null`);
    else if (entry.key === 'contains' && key !== 'tags')
      problems.add(keySpan, `${section} can only be applied to: 'tags'`);
    else properties.set(key, scalarTextsOf(value, `${section} must contain texts.`, problems));
  }
  return properties;
}
