import { isNull, type SourceEntry, type SourceMap, type SourceValue } from '../source/source-value.ts';
import type { KeyPlace } from './key-places.ts';
import { knownKey } from './known-keys.ts';
import { normaliseConditional } from './normalise-conditional.ts';

/**
 * Converts a job to its normal form: the old map of options becomes a list, the old log level ERR becomes ERROR, both
 * forms of conditionals become one, and known keys with a null value are removed. All values keep their positions in
 * the text.
 */
export function normaliseJob(job: SourceMap): SourceMap {
  const entries = job.entries.map((entry) => {
    if (entry.key === 'options') return { ...entry, value: optionList(entry.value) };
    return entry.key === 'loglevel' ? { ...entry, value: logLevel(entry.value) } : entry;
  });
  return normaliseMap({ ...job, entries }, 'job');
}

function normaliseMap(given: SourceMap, place: KeyPlace): SourceMap {
  const map = place === 'step' ? normaliseConditional(given) : given;
  const entries = map.entries.flatMap((entry): SourceEntry[] => {
    const known = knownKey(place, entry.key);
    if (known === undefined) return [entry];
    if (isNull(entry.value)) return [];
    return [
      known.below === undefined ? entry : { ...entry, value: normaliseValue(entry.value, known.below) },
    ];
  });
  return { ...map, entries };
}

function normaliseValue(value: SourceValue, place: KeyPlace): SourceValue {
  if (value.kind === 'map') return normaliseMap(value, place);
  if (value.kind === 'list')
    return { ...value, items: value.items.map((item) => normaliseValue(item, place)) };
  return value;
}

/** Converts the level ERR, which old exports contain. */
function logLevel(level: SourceValue): SourceValue {
  return level.kind === 'scalar' && level.value === 'ERR' ? { ...level, value: 'ERROR' } : level;
}

/** Converts `{a: {…}}` to `[{name: a, …}]`. */
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
