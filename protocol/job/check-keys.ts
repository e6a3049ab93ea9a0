import type { KeyPlace } from './keys/known-key.ts';
import { knownKey, suggestedKey } from './keys/known-keys.ts';
import type { Finding } from './problem.ts';
import {
  entryOf,
  type SourceEntry,
  type SourceMap,
  type SourceValue,
  saysNothing,
} from './source/source-value.ts';

type Path = readonly (string | number)[];

/**
 * Looks at every key of a normalised job: one that would change what runs and is not executed is an error, one that
 * the format does not know a warning. What stands under a refused or unknown key is passed over.
 */
export function checkKeys(job: SourceMap, path: Path): Finding[] {
  const sequence = entryOf(job, 'sequence')?.value;
  return [
    ...keyFindings(job, 'job', path),
    ...keyFindings(entryOf(job, 'runnerSelector')?.value, 'runnerSelector', [...path, 'runnerSelector']),
    ...itemFindings(entryOf(job, 'options')?.value, 'option', [...path, 'options']),
    ...keyFindings(sequence, 'sequence', [...path, 'sequence']),
    ...itemFindings(entryOf(sequence, 'commands')?.value, 'step', [...path, 'sequence', 'commands']),
  ];
}

function itemFindings(list: SourceValue | undefined, place: KeyPlace, path: Path): Finding[] {
  if (list?.kind !== 'list') return [];
  return list.items.flatMap((item, index) => keyFindings(item, place, [...path, index]));
}

function keyFindings(map: SourceValue | undefined, place: KeyPlace, path: Path): Finding[] {
  if (map?.kind !== 'map') return [];
  return map.entries.flatMap((entry) => keyFinding(entry, place, [...path, entry.key]));
}

function keyFinding(entry: SourceEntry, place: KeyPlace, path: Path): Finding[] {
  const { key, keySpan: span, value } = entry;
  const known = knownKey(place, key);
  if (known === undefined) return [unknownKey(entry, place, path)];
  if (known.status === 'refused' && !saysNothing(value)) {
    const message = `"${key}" is not executed yet, and the job would run otherwise than it says. Remove it to import the job.`;
    return [{ severity: 'error', code: 'not-executed-yet', message, span, path }];
  }
  const text = value.kind === 'scalar' ? String(value.value) : '';
  if (known.refusedValues?.includes(text)) {
    const message = `"${key}: ${text}" is not executed yet, and the job would run otherwise than it says. Choose another value to import the job.`;
    return [{ severity: 'error', code: 'not-executed-yet', message, span: value.span, path }];
  }
  return [];
}

function unknownKey({ key, keySpan: span }: SourceEntry, place: KeyPlace, path: Path): Finding {
  const suggestion = suggestedKey(place, key);
  const remedy =
    suggestion === undefined
      ? 'It is kept, and changes nothing.'
      : `Did you mean "${suggestion}"? As it is, it changes nothing.`;
  const message = `"${shortened(key)}" is no key of ${NAMES[place] ?? place}. ${remedy}`;
  return { severity: 'warning', code: 'unknown-key', message, span, path };
}

const NAMES: Partial<Record<KeyPlace, string>> = {
  job: 'a job',
  option: 'an option',
  sequence: 'a sequence',
  step: 'a step',
  runnerSelector: 'a runner selector',
};

function shortened(text: string): string {
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}
