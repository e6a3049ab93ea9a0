import { unclearReferences } from '../expansion/expand-command.ts';
import { tokensIn } from '../expansion/expand-script.ts';
import { type Reference, referencesIn, type ValueName, valueNameOf } from '../expansion/reference.ts';
import { isBareReference } from '../format/conditional.ts';
import type { Finding } from '../source/problem.ts';
import { placeAt } from '../source/source-value.ts';
import { ReferableOptions } from './referable-options.ts';
import { type ReferencePlace, referencePlaces } from './reference-places.ts';
import type { ValidPart } from './valid-part.ts';

/**
 * Checks every `${…}` and `@…@` of a job. Warns of references whose value could become shell syntax, so that the step
 * fails, and of references that will be blank.
 */
export function checkReferences(part: ValidPart): Finding[] {
  const options = new ReferableOptions(part);
  return referencePlaces(part.job).flatMap((place) => {
    const unclear = place.form === 'command' ? unclearReferences(place.text) : [];
    const references = referencesOf(place);
    // The first reference with each message.
    const blank = new Map<string, Reference>();
    for (const reference of references) {
      const message = blankReason(reference, place, options);
      if (message !== undefined && !blank.has(message)) blank.set(message, reference);
    }
    // Finding the position is slow in a large map, and only texts with findings need it.
    if (unclear.length === 0 && blank.size === 0) return [];
    const at = { ...placeAt(part.source, place.path), path: place.path };
    return [
      ...unclear.map(
        ({ explanation, reference }): Finding => ({
          ...at,
          part: { text: place.text, at: reference },
          severity: 'warning',
          code: 'unsafe-reference',
          message: `${explanation} The step fails when it is run.`,
        }),
      ),
      ...Array.from(
        blank,
        ([message, reference]): Finding => ({
          ...at,
          part: { text: place.text, at: reference },
          severity: 'warning',
          code: 'blank-reference',
          message,
        }),
      ),
    ];
  });
}

function referencesOf({ form, text }: ReferencePlace): readonly Reference[] {
  if (form === 'script') return tokensIn(text);
  if (form === 'key' && isBareReference(text)) return [{ start: 0, end: text.length, expression: text }];
  return referencesIn(text);
}

/** Groups that have values in every context. Whether a single value exists is only known at run time. */
const FILLED_GROUPS: readonly string[] = ['job', 'globals', 'execution'];
/** Groups that have no values before the first step starts. */
const STEP_GROUPS: readonly string[] = ['node', 'data', 'exec', 'result', 'export'];

function blankReason(
  { expression }: Reference,
  place: ReferencePlace,
  options: ReferableOptions,
): string | undefined {
  const { form, when } = place;
  if (expression === '' || expression === 'scriptfile' || expression.startsWith('DATE')) return undefined;
  const written = form === 'script' ? `@${expression}@` : `\${${expression}}`;
  const name = valueNameOf(expression, form === 'script' ? 'script' : 'argument');
  if (name === undefined)
    return `${written} names no value of a job and becomes blank. ${remedyFor(expression, form)}`;
  const { group } = name;
  if (FILLED_GROUPS.includes(group) || (STEP_GROUPS.includes(group) && when !== 'run')) return undefined;
  if (when === 'notification' && group === 'notification') return undefined;
  if (group === 'file') return fileReason(written, name, options);
  if (group === 'option') return optionReason(written, name, options);
  return `${written} has no value here and becomes blank.`;
}

function optionReason(written: string, { key }: ValueName, options: ReferableOptions): string | undefined {
  const option = options.find(key);
  if (option === 'invalid') return undefined;
  if (option === undefined) {
    const names = options.names.join(', ');
    return `${written} becomes blank: the job has ${names === '' ? 'no options' : `only the options ${names}`}. Define it.`;
  }
  if (option.secure && !option.valueExposed) {
    return `${written} becomes blank: the option is secure and not exposed. Set valueExposed: true to let steps read it.`;
  }
  return undefined;
}

function fileReason(written: string, { key }: ValueName, options: ReferableOptions): string | undefined {
  const name = key.replace(/\.(?:fileName|filename|sha)$/, '');
  const option = options.find(name);
  if (option === 'invalid' || option?.type === 'file') return undefined;
  return `${written} becomes blank: the job has no option "${name}" with type: file. Define it.`;
}

function remedyFor(expression: string, form: ReferencePlace['form']): string {
  if (form === 'script') return 'Write @@ for a literal @.';
  const variable = /^[A-Za-z_]\w*/.exec(expression)?.[0];
  if (form !== 'command' || variable === undefined) return 'Use a value such as ${option.NAME}.';
  return `For a variable of the shell write $${variable}, or use a script.`;
}
