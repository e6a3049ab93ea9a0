import type { KeyPlace } from './keys/known-key.ts';
import { knownKey } from './keys/known-keys.ts';
import { isNull, type SourceEntry, type SourceMap, type SourceValue } from './source/source-value.ts';

/**
 * Brings a job to its one form: the old map of options becomes a list, and keys that are executed lose a null value,
 * which says as much as their absence. Everything keeps its place.
 */
export function normaliseJob(job: SourceMap): SourceMap {
  return eachEntry(withoutNulls(job, 'job'), (key, value) => {
    if (key === 'options') return eachItem(optionList(value), (option) => withoutNulls(option, 'option'));
    if (key === 'runnerSelector' && value.kind === 'map') return withoutNulls(value, 'runnerSelector');
    if (key === 'sequence' && value.kind === 'map') return normaliseSequence(value);
    return value;
  });
}

function normaliseSequence(sequence: SourceMap): SourceMap {
  return eachEntry(withoutNulls(sequence, 'sequence'), (key, value) =>
    key === 'commands' ? eachItem(value, (step) => withoutNulls(step, 'step')) : value,
  );
}

/** `{a: {…}}` as `[{name: a, …}]`. */
function optionList(options: SourceValue): SourceValue {
  if (options.kind !== 'map') return options;
  const items = options.entries.map(({ key, keySpan, value }): SourceMap => {
    const name: SourceEntry = {
      key: 'name',
      keySpan,
      value: { kind: 'scalar', span: keySpan, value: key, written: undefined },
    };
    const rest = value.kind === 'map' ? value.entries.filter((entry) => entry.key !== 'name') : [];
    return { kind: 'map', span: value.span, entries: [name, ...rest] };
  });
  return { kind: 'list', span: options.span, items };
}

function withoutNulls(map: SourceMap, place: KeyPlace): SourceMap {
  const entries = map.entries.filter(
    ({ key, value }) => !isNull(value) || knownKey(place, key)?.status !== 'executed',
  );
  return { ...map, entries };
}

function eachEntry(map: SourceMap, change: (key: string, value: SourceValue) => SourceValue): SourceMap {
  return {
    ...map,
    entries: map.entries.map((entry) => ({ ...entry, value: change(entry.key, entry.value) })),
  };
}

function eachItem(list: SourceValue, change: (map: SourceMap) => SourceMap): SourceValue {
  if (list.kind !== 'list') return list;
  return { ...list, items: list.items.map((item) => (item.kind === 'map' ? change(item) : item)) };
}
