import { unclearReferences } from '../expansion/expand-command.ts';
import { tokensIn } from '../expansion/expand-script.ts';
import { type Reference, referencesIn, valueNameOf } from '../expansion/reference.ts';
import type { Job } from './job.ts';
import type { Finding } from './problem.ts';
import { type SourceMap, spanAt } from './source/source-value.ts';

type Path = readonly (string | number)[];

interface Place {
  readonly path: Path;
  readonly text: string;
  readonly form: 'command' | 'text' | 'script';
}

/**
 * Looks at every `${…}` and `@…@` of a job: an error where a value could become shell syntax, a warning where a
 * reference will be blank.
 */
export function checkReferences(job: Job, source: SourceMap, path: Path): Finding[] {
  return placesOf(job).flatMap((place) => {
    const span = spanAt(source, place.path);
    const at = { span, path: [...path, ...place.path] };
    const unclear = place.form === 'command' ? unclearReferences(place.text) : [];
    const references = place.form === 'script' ? tokensIn(place.text) : referencesIn(place.text);
    const blank = new Set(references.flatMap((reference) => blankReason(reference, place, job) ?? []));
    return [
      ...unclear.map(
        ({ explanation }): Finding => ({
          ...at,
          severity: 'error',
          code: 'unsafe-reference',
          message: explanation,
        }),
      ),
      ...Array.from(
        blank,
        (message): Finding => ({ ...at, severity: 'warning', code: 'blank-reference', message }),
      ),
    ];
  });
}

function placesOf(job: Job): Place[] {
  const places: Place[] = job.sequence.commands.flatMap((step, index) => {
    const path = ['sequence', 'commands', index];
    const texts = [
      { key: 'exec', form: 'command', text: step.exec },
      { key: 'script', form: 'script', text: step.script },
      { key: 'args', form: 'text', text: step.args },
      { key: 'scriptInterpreter', form: 'text', text: step.scriptInterpreter },
    ] as const;
    return texts.flatMap(({ key, form, text }) =>
      text === undefined ? [] : [{ path: [...path, key], text, form }],
    );
  });
  if (job.timeout !== undefined) places.push({ path: ['timeout'], text: job.timeout, form: 'text' });
  const filter = job.runnerSelector?.filter;
  if (filter !== undefined) places.push({ path: ['runnerSelector', 'filter'], text: filter, form: 'text' });
  return places;
}

const FILLED_GROUPS: readonly string[] = ['job', 'node', 'globals'];

function blankReason({ expression }: Reference, { form }: Place, job: Job): string | undefined {
  if (expression === '' || expression === 'scriptfile') return undefined;
  const written = form === 'script' ? `@${expression}@` : `\${${expression}}`;
  const name = valueNameOf(expression);
  if (name === undefined)
    return `${written} names no value of a job and becomes blank. ${remedyFor(expression, form)}`;
  if (FILLED_GROUPS.includes(name.group)) return undefined;
  if (name.group !== 'option') return `${written} has no value here and becomes blank.`;
  const option = job.options.find((candidate) => candidate.name === name.key);
  if (option === undefined) {
    const names = job.options.map((candidate) => candidate.name).join(', ');
    return `${written} becomes blank: the job has ${names === '' ? 'no options' : `only the options ${names}`}. Define it.`;
  }
  if (option.secure && !option.valueExposed) {
    return `${written} becomes blank: the option is secure and not exposed. Set valueExposed: true to let steps read it.`;
  }
  return undefined;
}

function remedyFor(expression: string, form: Place['form']): string {
  if (form === 'script') return 'Write @@ for a literal @.';
  const variable = /^[A-Za-z_]\w*/.exec(expression)?.[0];
  if (form === 'text' || variable === undefined) return 'Name one as ${option.NAME}.';
  return `For a variable of the shell write $${variable}, or use a script.`;
}
