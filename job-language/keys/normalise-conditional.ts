import { ownValue } from '../../support/records/own-value.ts';
import { entryOf, type SourceEntry, type SourceMap, type SourceValue } from '../source/source-value.ts';

const OPERATORS: Readonly<Record<string, string>> = {
  equals: '==',
  'not equals': '!=',
  'greater than': '>',
  'less than': '<',
};

/**
 * Converts Rundeck's second export form of a conditional (`type: conditional.logic`, `steps`, groups as
 * maps of `conditions` with a `field`) to the form of the schema. A step with groups and without a type is a
 * conditional. Any other step is returned unchanged.
 */
export function normaliseConditional(step: SourceMap): SourceMap {
  const type = entryOf(step, 'type')?.value;
  const groups = entryOf(step, 'conditionGroups');
  const name = type?.kind === 'scalar' ? type.value : undefined;
  if (name !== 'conditional.logic' && name !== 'conditional') {
    if (type !== undefined || groups === undefined) return step;
    const value: SourceValue = {
      kind: 'scalar',
      span: groups.keySpan,
      value: 'conditional',
      written: undefined,
    };
    const others = step.entries.filter((entry) => entry.key !== 'type');
    const given = [...others, { key: 'type', keySpan: groups.keySpan, value }];
    return normaliseConditional({ ...step, entries: given });
  }
  const hasSteps = entryOf(step, 'subSteps') !== undefined;
  return changed(step, (entry) => {
    if (entry.key === 'type') return withValue(entry, (value) => replaced(value, 'conditional'));
    if (entry.key === 'steps' && !hasSteps) return { ...entry, key: 'subSteps' };
    if (entry.key === 'conditionGroups') return withValue(entry, (value) => eachItem(value, group));
    return entry;
  });
}

function group(value: SourceValue): SourceValue {
  const conditions = entryOf(value, 'conditions')?.value;
  return eachItem(conditions?.kind === 'list' ? conditions : value, condition);
}

function condition(value: SourceValue): SourceValue {
  if (value.kind !== 'map') return value;
  const hasKey = entryOf(value, 'key') !== undefined;
  return changed(value, (entry) => {
    if (entry.key === 'field' && !hasKey) return { ...entry, key: 'key' };
    if (entry.key === 'operator') return withValue(entry, operator);
    return entry;
  });
}

function operator(value: SourceValue): SourceValue {
  const name = value.kind === 'scalar' ? String(value.value) : '';
  return replaced(value, ownValue(OPERATORS, name) ?? name);
}

function replaced(value: SourceValue, text: string): SourceValue {
  return value.kind === 'scalar' ? { ...value, value: text } : value;
}

function changed(map: SourceMap, change: (entry: SourceEntry) => SourceEntry): SourceMap {
  return { ...map, entries: map.entries.map(change) };
}

function withValue(entry: SourceEntry, change: (value: SourceValue) => SourceValue): SourceEntry {
  return { ...entry, value: change(entry.value) };
}

function eachItem(value: SourceValue, change: (item: SourceValue) => SourceValue): SourceValue {
  return value.kind === 'list' ? { ...value, items: value.items.map(change) } : value;
}
