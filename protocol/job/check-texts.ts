import type { Finding } from './problem.ts';
import { entryOf, type SourceMap, type SourceScalar, type SourceValue } from './source/source-value.ts';

/** Keys whose value is a text, by the places a normalised job has. */
const JOB_TEXTS = ['name', 'group', 'description', 'uuid', 'id'];
const OPTION_TEXTS = ['name', 'label', 'description', 'value', 'values', 'regex', 'delimiter'];
const STEP_TEXTS = ['exec', 'script', 'args', 'scriptInterpreter', 'fileExtension', 'description'];

/** Warns of unquoted texts that YAML 1.1 reads otherwise than they look: `no` as `false`, `1.10` as `1.1`. */
export function checkTexts(job: SourceMap, path: readonly (string | number)[]): Finding[] {
  const options = itemsOf(entryOf(job, 'options')?.value);
  const steps = itemsOf(entryOf(entryOf(job, 'sequence')?.value, 'commands')?.value);
  return [
    ...textFindings(job, JOB_TEXTS, path),
    ...options.flatMap((option, index) => textFindings(option, OPTION_TEXTS, [...path, 'options', index])),
    ...steps.flatMap((step, index) =>
      textFindings(step, STEP_TEXTS, [...path, 'sequence', 'commands', index]),
    ),
  ];
}

function textFindings(
  map: SourceValue,
  keys: readonly string[],
  path: readonly (string | number)[],
): Finding[] {
  if (map.kind !== 'map') return [];
  return map.entries
    .filter((entry) => keys.includes(entry.key))
    .flatMap(({ key, value }) =>
      [value, ...itemsOf(value)].flatMap((text) => misreadText(text, [...path, key])),
    );
}

function misreadText(text: SourceValue, path: readonly (string | number)[]): Finding[] {
  if (text.kind !== 'scalar' || text.written === undefined) return [];
  const { written, value, span }: SourceScalar = text;
  const message = `Unquoted, ${written} reads as "${value}" in YAML. Write '${written}' to keep it as it is.`;
  return [{ severity: 'warning', code: 'reads-otherwise', message, span, path }];
}

function itemsOf(value: SourceValue | undefined): readonly SourceValue[] {
  return value?.kind === 'list' ? value.items : [];
}
